"""The tag tree of a PDF with the words under each tag: what a screen reader is given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pikepdf

#: Isolates and marks of direction, which say nothing.
CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
RTL = re.compile("[\u0620-\u065f\u066e-\u06ef\u06fa-\u06ff]")


@dataclass
class Run:
    """Words shown within one marked content: on which page, under which number, in which language; a drawing has none."""

    page: int
    text: str = ""
    number: int | None = None
    artifact: str | None = None
    lang: str | None = None


@dataclass
class Tag:
    """An element of the tree; `lang` is its own or the nearest above it."""

    kind: str
    lang: str
    alt: str = ""
    page: int | None = None
    attributes: dict = field(default_factory=dict)
    kids: list["Tag | Run"] = field(default_factory=list)

    def walk(self) -> Iterator["Tag | Run"]:
        yield self
        for kid in self.kids:
            yield from kid.walk() if isinstance(kid, Tag) else [kid]

    def every(self, *kinds: str) -> list["Tag"]:
        return [tag for tag in self.walk() if isinstance(tag, Tag) and tag.kind in kinds]

    def runs(self) -> list[Run]:
        return [run for run in self.walk() if isinstance(run, Run)]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs())


@dataclass
class Tagged:
    """A tagged PDF: its tree, and the words that no tag holds."""

    root: Tag
    untagged: list[Run]

    def headings(self) -> list[tuple[int, str]]:
        kinds = [f"H{level}" for level in range(1, 7)]
        return [(int(tag.kind[1]), plain(tag.text)) for tag in self.root.every(*kinds)]


def plain(text: str) -> str:
    """Without controls of direction, each space one space."""
    return " ".join(CONTROLS.sub("", text).split())


@cache
def tagged(path: Path) -> Tagged:
    """The tree of a PDF and the words outside it."""
    with pikepdf.open(path) as document:
        runs = [run for number, page in enumerate(document.pages) for run in _runs(page, number)]
        tree = _Tree(document, runs)
        root = tree.tag(document.Root.StructTreeRoot.K, str(document.Root.get("/Lang", "")))
        return Tagged(root, [run for run in runs if id(run) not in tree.taken])


class _Tree:
    """Reads the structure elements, giving each its words."""

    def __init__(self, document: pikepdf.Pdf, runs: list[Run]):
        self.pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        self.roles = dict(document.Root.StructTreeRoot.get("/RoleMap", {}))
        self.taken: set[int] = set()
        self.words: dict[tuple[int, int], list[Run]] = {}
        for run in runs:
            if run.number is not None:
                self.words.setdefault((run.page, run.number), []).append(run)

    def tag(self, element, lang: str, page: int | None = None) -> Tag:
        [element] = _each(element)
        role = str(element.S)
        page = self.pages[element.Pg.objgen] if "/Pg" in element else page
        tag = Tag(
            str(self.roles.get(role, role))[1:], str(element.get("/Lang", lang)), str(element.get("/Alt", ""))
        )
        for part in _each(element.get("/A", [])):
            tag.attributes |= {name: part[name] for name in part.keys()}  # noqa: SIM118
        for kid in _each(element.get("/K", [])):
            tag.kids += self._kid(kid, tag.lang, page)
        tag.page = next((run.page for run in tag.runs()), page)
        return tag

    def _kid(self, kid, lang: str, page: int | None) -> list[Tag | Run]:
        if isinstance(kid, int):
            return self._words(page, kid)
        if "/MCID" in kid:
            return self._words(self.pages[kid.Pg.objgen] if "/Pg" in kid else page, int(kid.MCID))
        return [self.tag(kid, lang, page)] if "/S" in kid else []

    def _words(self, page: int, number: int) -> list[Run]:
        runs = self.words.get((page, number)) or [Run(page, number=number)]
        self.taken |= {id(run) for run in runs}
        return runs


def _each(value) -> list:
    return list(value) if isinstance(value, (list, pikepdf.Array)) else [value]


# ---- the words of a page


def _runs(page: pikepdf.Page, number: int) -> list[Run]:
    reader = _Reader(page, number)
    for operands, operator in pikepdf.parse_content_stream(page):
        reader.read(str(operator), operands)
    return reader.runs


class _Reader:
    """Follows a content stream: which marked contents are open, and what is shown in them."""

    def __init__(self, page: pikepdf.Page, number: int):
        self.page, self.number = page, number
        self.open: list[tuple[str, dict]] = []
        self.pieces: list[str] = []
        self.runs: list[Run] = []
        self.letters: dict[bytes, str] = {}

    def read(self, operator: str, operands) -> None:
        if operator in ("BDC", "BMC"):
            self._begin(*operands)
        elif operator == "EMC":
            self._end()
        elif operator == "Tf":
            self.letters = _letters(self.page.Resources.Font[str(operands[0])])
        elif operator in ("Tj", "TJ"):
            self._show(operands[0])
        elif operator == "ET":
            self._say()

    def _begin(self, name, given=None) -> None:
        if isinstance(given, pikepdf.Name):
            given = self.page.Resources.Properties[str(given)]
        self.open.append((str(name)[1:], dict(given or {})))

    def _end(self) -> None:
        _, given = self.open.pop()
        if "/ActualText" in given:
            self.pieces.append(str(given["/ActualText"]))

    def _show(self, strings) -> None:
        if any("/ActualText" in given for _, given in self.open):
            return
        codes = [
            bytes(string)[at : at + 2]
            for string in _each(strings)
            if isinstance(string, pikepdf.String)
            for at in range(0, len(bytes(string)), 2)
        ]
        if any(name == "ReversedChars" for name, _ in self.open):
            codes.reverse()
        self.pieces.append("".join(self.letters.get(code, "\ufffd") for code in codes))

    def _say(self) -> None:
        """
        What a text object shows, as a run of the marked content around it.

        The words of a right-to-left line are written from the left; readers order them by their place, as here.
        """
        rtl = any(RTL.search(piece) for piece in self.pieces)
        text = "".join(reversed(self.pieces) if rtl else self.pieces)
        self.pieces = []
        run = Run(self.number, text)
        for name, given in self.open:
            if name == "Artifact":
                run.artifact = str(given.get("/Type", "/None"))[1:]
            run.number = int(given["/MCID"]) if "/MCID" in given else run.number
            run.lang = str(given["/Lang"]) if "/Lang" in given else run.lang
        if text:
            self.runs.append(run)


@cache
def _block(kind: str) -> re.Pattern:
    return re.compile(rf"beginbf{kind}(.*?)endbf{kind}", re.S)


def _letters(font: pikepdf.Object) -> dict[bytes, str]:
    """Code → what it says, by the font's own table."""
    table = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    said = {}
    for block in _block("char").findall(table):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            said[bytes.fromhex(code)] = bytes.fromhex(text).decode("utf-16-be")
    for block in _block("range").findall(table):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                letter = bytes.fromhex(text).decode("utf-16-be")
                said[(int(first, 16) + step).to_bytes(len(first) // 2, "big")] = letter[:-1] + chr(
                    ord(letter[-1]) + step
                )
    return said
