"""Pages at 400 % zoom and on a phone: nothing sideways, nothing cut, nothing upon anything."""

from findings import told

#: 1280 px at 400 %, a phone, a tablet held upright, a desk.
WIDTHS = [320, 360, 768, 1280]
#: What WCAG 1.4.12 lets a reader set; a script that joins its letters takes no space between them.
SPACED = """* {{ line-height: 1.5 !important; word-spacing: .16em !important; letter-spacing: {letters} !important }}
p {{ margin-bottom: 2em !important }}"""


def _asked(tab, where: object, *questions: str) -> list[tuple[object, str]]:
    return [
        (where, f"{question}: {finding}")
        for question in questions
        for finding in tab.evaluate(f"look.{question}()")
    ]


def test_nothing_scrolls_sideways_is_cut_off_or_overlaps_at_any_width(each_page):
    found = []
    for page, tab in each_page():
        tab.evaluate("look.openAll()")
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            found += _asked(tab, f"{page}, {width} px", "sideways", "cutOff", "overlaps", "outOfCards")
    assert not found, told(found)


def test_wider_spaced_text_is_not_cut_off(each_page):
    found = []
    for page, tab in each_page(width=360):
        tab.add_style_tag(content=SPACED.format(letters="normal" if page.lang == "fa" else ".12em"))
        found += _asked(tab, page, "sideways", "cutOff", "outOfCards")
    assert not found, told(found)


def test_every_brief_has_cards_to_look_into(published):
    briefs = [page for page in published.pages if page.kind in ("county", "province")]
    cards = [len(page.soup.select(".card")) for page in briefs]
    assert cards and min(cards) >= 4


def test_the_line_above_the_change_runs_through_its_card(each_page):
    short = """[...document.querySelectorAll('.card > .change')].filter(change => {
      const card = getComputedStyle(change.parentElement), room = change.parentElement.clientWidth
      return room - parseFloat(card.paddingLeft) - parseFloat(card.paddingRight) - change.offsetWidth > 1
    }).map(change => change.textContent)"""
    found = [(page, f"too short above «{text}»") for page, tab in each_page() for text in tab.evaluate(short)]
    assert not found, told(found)
