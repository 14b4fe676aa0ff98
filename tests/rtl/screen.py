"""A page in a browser, read letter by letter; needs the fixtures of `tests/pages`."""

from pathlib import Path

from .seen import CONTROLS, Letter, Text, from_the_right

_LETTERS = """selector => {
  const range = document.createRange()
  const block = node => {
    let element = node.parentElement
    while (getComputedStyle(element).display.startsWith("inline")) element = element.parentElement
    return element
  }
  const read = element => {
    const letters = [], nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    let within = null
    while (nodes.nextNode()) {
      const node = nodes.currentNode
      if (node.parentElement.closest("script, style, svg")) continue
      if (within && block(node) !== within) letters.push([" ", 0, 0, 0, 0])
      within = block(node)
      for (let at = 0; at < node.data.length; at++) {
        range.setStart(node, at); range.setEnd(node, at + 1)
        const box = range.getClientRects()[0]
        if (box) letters.push([node.data[at], box.left, box.right, box.top, box.bottom])
        else if (/\\s/.test(node.data[at])) letters.push([" ", 0, 0, 0, 0])
      }
    }
    return letters
  }
  return [...document.querySelectorAll(selector)].filter(element => element.getClientRects().length).map(read)
}"""
_BOX = """selector => {
  const {left, right, top, bottom} = document.querySelector(selector).getBoundingClientRect()
  return [left, right, top, bottom]
}"""
#: A copy of a word, set as its place is, so that its width can be taken apart.
_WIDTHS = """([selector, words]) => {
  const place = document.querySelector(selector)
  return words.map(word => {
    const copy = document.createElement("span")
    copy.style.cssText = "white-space: nowrap; position: absolute"
    copy.textContent = word
    place.append(copy)
    const width = copy.getBoundingClientRect().width
    copy.remove()
    return width
  })
}"""


class Screen:
    """The documents of a folder, one at a time in one tab."""

    def __init__(self, tab, folder: Path):
        self.tab, self._folder = tab, folder
        self._shown = ("", 0)
        self._read: dict[tuple[str, int, str], list[Text]] = {}

    def open(self, stem: str, width: int = 1200) -> "Screen":
        """A document at a width of the window."""
        self._shown = (stem, width)
        self.tab.set_viewport_size({"width": width, "height": 900})
        address = (self._folder / f"{stem}.html").as_uri()
        if self.tab.url != address:
            self.tab.goto(address)
            self.tab.evaluate("document.fonts.ready.then(() => 1)")
        return self

    def texts(self, selector: str) -> list[Text]:
        """What each of the elements that are seen says, in the order of the page."""
        asked = (*self._shown, selector)
        if asked not in self._read:
            self._read[asked] = [_text(letters) for letters in self.tab.evaluate(_LETTERS, selector)]
        return self._read[asked]

    def find(self, text: str, selector: str = "body") -> Text:
        """The first place of a text in the order of reading."""
        for said in self.texts(selector):
            if found := said.find(text):
                return found[0]
        raise AssertionError(f"'{text}' is not in {selector}")

    def stands(self, text: str, selector: str = "body") -> Text:
        """The first place of a Persian text; it must stand as it must look."""
        found = self.find(text, selector)
        looks = from_the_right(text, mirrored=False)
        assert found.drawn == looks, f"'{text}' stands as '{found.drawn}', not as '{looks}'"
        return found

    def box(self, selector: str) -> Text:
        """The box of an element."""
        return Text([Letter("□", *self.tab.evaluate(_BOX, selector))])

    def widths(self, words: list[str], selector: str = "main") -> list[float]:
        """How wide words stand where an element is."""
        return self.tab.evaluate(_WIDTHS, [selector, words])


def _text(letters: list[list]) -> Text:
    return Text([Letter(*letter) for letter in letters if not CONTROLS.match(letter[0])])
