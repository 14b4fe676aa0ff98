"""The kinds of check in a browser: where the letters of a page stand, at every width."""

import re
from collections.abc import Iterator
from datetime import date

from karnameh.words import Words

from .kinds import PAGE, Checks
from .office import HARD, LONG, NOTE
from .screen import Screen
from .seen import HALF_SPACE, Text, from_the_right, right_of

on_page = Checks(PAGE)
_FA, _EN = Words("fa"), Words("en")
_WIDTHS = (320, 360, 480, 600, 768, 1200)  # px
_PROSE = "p, h1, h2, h3, .lead, .headline, .note, .context, .change, .place, .edition, .synthetic"
_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_SHARES = ("share_of_jobs_target", "share_jobs_women", "share_jobs_men", "share_jobs_rural_deprived")


def narrow_lines(screen: Screen) -> Iterator[Text]:
    """Every line of every sentence at every width."""
    for stem in ("county.fa", "press.fa", "reconciliation.fa"):
        for width in _WIDTHS:
            for text in screen.open(stem, width).texts(_PROSE):
                yield from (line for line in text.lines() if len(line) > 1)


def column(screen: Screen, name: str) -> list[Text]:
    """The cells of a row of the table of all figures, its name first."""
    for row in range(1, 60):
        cells = screen.texts(f".tables tbody tr:nth-child({row}) > *")
        for at, cell in enumerate(cells):
            if cell.said.split() == name.split():
                return cells[at : at + 5]
    raise AssertionError(f"the table has no row '{name}'")


# Letters.


@on_page("letters join in their initial, medial and final forms")
def _(screen):
    for word in ("شغل", "حمایت", "خودکفایی"):
        joined, apart = screen.open("county.fa").widths([word, HALF_SPACE.join(word)])
        assert joined < 0.95 * apart, word


@on_page("lam and alef are one shape")
def _(screen):
    together, lam, alef = screen.open("county.fa").widths(["لا", "ل\u200d", "\u200dا"])
    assert abs(together - lam - alef) > 0.2


@on_page("letters do not join across a half-space")
def _(screen):
    for word in ("می‌شود", "طرح‌ها", "زن‌سرپرست"):
        whole, joined, *parts = screen.open("county.fa").widths(
            [word, word.replace(HALF_SPACE, ""), *word.split(HALF_SPACE)]
        )
        assert abs(whole - sum(parts)) < 0.5, word
        assert "ح" in word or whole > joined, word


@on_page("a half-space has no width")
def _(screen):
    letters = [
        one for text in screen.open("county.fa").texts("main") for one in text if one.char == HALF_SPACE
    ]
    assert len(letters) > 20 and not [one for one in letters if one.width > 0.1]


@on_page("no line breaks at a half-space")
def _(screen):
    found = 0
    for stem in ("county.fa", "province.fa", "press.fa"):
        for width in _WIDTHS:
            for text in screen.open(stem, width).texts("body"):
                letters = text.letters
                for before, sign, after in zip(letters, letters[1:], letters[2:], strict=False):
                    if sign.char == HALF_SPACE:
                        found += 1
                        assert abs(before.top - after.top) < 0.5 * before.height, (
                            f"{before.char} {after.char}"
                        )
    assert found > 500


def _mark(screen: Screen, text: str, mark: str) -> None:
    """A mark takes no room of its own: it stands where its letter stands."""
    found = screen.find(text).letters
    at = [letter.char for letter in found].index(mark)
    letter = found[at - 1]
    assert found[at].width < 0.1 or (found[at].left, found[at].right) == (letter.left, letter.right)
    bare, marked = screen.widths([text.replace(mark, ""), text], "main")
    assert abs(bare - marked) < 0.5


@on_page("the hamza of an ezafe stands over its heh")
def _(screen):
    _mark(screen.open("county.fa"), "کمیتهٔ", "\u0654")


@on_page("the kasra of an ezafe stands under its letter")
def _(screen):
    _mark(screen.open("province.fa"), HARD.split()[0], "\u0650")


@on_page("a tanwin stands over its alef")
def _(screen):
    _mark(screen.open("province.fa"), "سابقاً", "\u064b")


# Brackets and quotation.


@on_page("round brackets open towards the start of the line")
def _(screen):
    screen.open("province.fa").stands(HARD[HARD.index("(") :])


@on_page("square brackets stand around their mark")
def _(screen):
    screen.open("county.fa")
    marks = [found for text in screen.texts("[data-status]") for found in text.find("[م]")]
    assert len(marks) > 10
    for mark in marks:
        first, letter, last = mark.letters
        assert first.left < letter.left < last.left or first.left > letter.left > last.left


@on_page("guillemets open towards the start of the line")
def _(screen):
    screen.open("province.fa").stands("«امام»")


@on_page("a quotation within a quotation is closed first")
def _(screen):
    screen.open("reconciliation.fa").stands(NOTE)


@on_page("brackets around a figure stay around it")
def _(screen):
    screen.open("press.fa")
    for figure in ("(۱۲٬۳۷۰)،", "([م])،", "(۲٬۴۷۴ نفر)"):
        screen.stands(figure)


# Lines of two scripts.


@on_page("a file name in a Persian sentence reads from the left")
def _(screen):
    assert screen.open("county.fa").find("indicators.csv").drawn == "indicators.csv"


@on_page("a command in a Persian sentence reads from the left")
def _(screen):
    [command] = [text for text in screen.open("county.fa", 700).texts("code") if text.find("explain")]
    assert "".join(line.drawn for line in command.lines()) == "karnamehexplain1397nemuneh/miandashtcount_jobs"


@on_page("a sentence goes on at the left of a Latin word")
def _(screen):
    screen.open("county.fa").stands("فایل indicators.csv پیوست")


@on_page("a Persian name in an English page reads from the right")
def _(screen):
    names = screen.open("county.en").texts("[lang=fa]")
    assert names
    for name in names:
        assert name.drawn == name.said.replace(" ", "").replace(HALF_SPACE, "")[::-1]


@on_page("an English page runs from the left")
def _(screen):
    screen.open("county.en")
    assert screen.find("150.0%").drawn == "150.0%"
    name, year, last, *_ = column(screen, _EN["indicator.target_jobs.name"])
    assert right_of(year, name) and right_of(last, year)
    assert abs(screen.find(_EN["sections.all"], "h2").left - screen.box("main").left) < 40


# Figures.


@on_page("the digits of a figure run from the left")
def _(screen):
    for figure in screen.open("county.fa").texts("[data-cell][data-value]"):
        assert figure.drawn == figure.said.replace(" ", ""), figure.said


@on_page("a percent sign stands on the same side everywhere")
def _(screen):
    screen.open("county.fa")
    for place in (".context", ".tables td"):
        signs = [
            found for text in screen.texts(place) for found in text.match(r"[۰-۹]+\s?٫[۰-۹]\s?٪|[۰-۹٫]+٪")
        ]
        assert signs, place
        for found in signs:
            assert found.drawn[-1] == "٪", place


@on_page("a minus stands at the left of its figure")
def _(screen):
    found = screen.open("county.fa").texts("[data-derived=change]")
    signed = [text for text in found if "\u2212" in text.said]
    assert signed and all(text.drawn[0] == "\u2212" for text in signed)


@on_page("a plus stands at the left of its figure")
def _(screen):
    found = screen.open("county.fa").texts("[data-derived=change]")
    signed = [text for text in found if "+" in text.said]
    assert signed and all(text.drawn[0] == "+" for text in signed)


@on_page("thousands are separated low between their digits")
def _(screen):
    screen.open("county.fa").stands("۱۱٬۱۳۳")


@on_page("a decimal separator stands between its digits")
def _(screen):
    screen.open("county.fa").stands("۱۵۰٫۰")


@on_page("a title with two figures keeps their order")
def _(screen):
    titles = screen.open("county.fa").texts("h3, .change, .context")
    double = [
        text for text in titles if len(re.findall("[۰-۹٬٫]+", text.said)) > 1 and len(text.lines()) == 1
    ]
    assert len(double) > 1
    for title in double:
        assert title.drawn == from_the_right(title.said, mirrored=False), title.said


@on_page("two figures beside each other keep their order")
def _(screen):
    screen.open("reconciliation.fa").stands("۱۳۹۷ ۱۷ بود")


@on_page("a figure never breaks over two lines")
def _(screen):
    for stem in ("county.fa", "province.fa", "reconciliation.fa", "county.en"):
        for width in _WIDTHS:
            for figure in screen.open(stem, width).texts("[data-cell], [data-derived], [data-published]"):
                assert len(figure.lines()) == 1, f"{figure.said} at {width} px"


@on_page("figures of a column align by their place")
def _(screen):
    rows = [column(screen.open("county.fa"), _FA[f"indicator.{key}.name"]) for key in _SHARES]
    for number in (1, 2):
        points = [next(one.left for one in row[number] if one.char == "٫") for row in rows]
        assert max(points) - min(points) < 0.6


# Years and days.


@on_page("the lower end of a range stands at the right")
def _(screen):
    screen.open("reconciliation.fa").stands(_FA.say("published.range", low="۶۰٪", high="۷۰٪"))


@on_page("a day runs from the right: day, month, year")
def _(screen):
    screen.open("county.fa").stands(_FA.date(date(2019, 3, 20)))


# Signs of punctuation.


@on_page("a full stop ends its sentence at the left")
def _(screen):
    screen.open("county.fa")
    for text in screen.texts(".lead, .note"):
        assert text.lines()[-1].drawn[0] == ".", text.said


@on_page("a comma stands at the left of its word")
def _(screen):
    screen.open("county.fa").stands(_FA.say("head.county", area="میاندشت", province="نمونه"))


@on_page("a colon stands between a name and its figure")
def _(screen):
    screen.open("county.fa").stands(_FA.say("card.province", value="۶۶٫۷٪"))


@on_page("a semicolon is Persian and stands at the left of its word")
def _(screen):
    screen.open("county.fa").stands(" ".join(re.findall(r"\S+؛ \S+", _FA["among.tiles_key"])))


@on_page("a question mark is Persian and ends its heading at the left")
def _(screen):
    assert screen.open("county.fa").stands(_FA["sections.plans"], "h2").drawn[0] == "؟"


@on_page("a dash stands between what it parts")
def _(screen):
    screen.open("county.fa").stands(f"{_FA['head.synthetic_mark']} — {_FA['head.synthetic'].split()[0]}")


@on_page("a middle dot stands between what it parts")
def _(screen):
    screen.open("county.fa").stands(f"{_FA['organisation']} · {_FA['programme']}")


@on_page("no line begins with a sign that ends")
def _(screen):
    starts = [line.said for line in narrow_lines(screen) if line.said[0] in ".،؛:؟!)]»›٪"]
    assert not starts


@on_page("no line ends with a bracket that opens")
def _(screen):
    assert not [line.said for line in narrow_lines(screen) if line.said[-1] in "([«‹"]


# Tables.


@on_page("the first column stands at the right")
def _(screen):
    name, *figures = column(screen.open("county.fa"), _FA["indicator.target_jobs.name"])
    assert all(right_of(name, figure) for figure in figures)


@on_page("columns keep their order from the right")
def _(screen):
    cells = column(screen.open("county.fa"), _FA["indicator.target_jobs.name"])
    assert [cell.drawn for cell in cells[1:]] == ["۷٬۴۲۲", "۴٬۹۴۸", "+۲٬۴۷۴", "۲۴٬۷۴۰"]
    assert all(right_of(one, other) for one, other in zip(cells, cells[1:], strict=False))


@on_page("a column's heading stands over its figures")
def _(screen):
    screen.open("county.fa")
    heads = [text for text in screen.texts(".tables th.num") if text.find("۱۳۹۷")]
    figure = column(screen, _FA["indicator.share_of_jobs_target.name"])[1]
    assert [head for head in heads if head.left < figure.right and figure.left < head.right]


@on_page("the heading of a group stands at the right")
def _(screen):
    screen.open("county.fa")
    head = screen.find(_FA["groups.support"], ".group th")
    name = column(screen, _FA["indicator.count_supported_persons.name"])[0]
    assert abs(head.right - name.right) < 3


# The page as a whole.


@on_page("headings stand at the right")
def _(screen):
    for width in _WIDTHS:
        edge = screen.open("county.fa", width).box("main").right
        for heading in screen.texts("section > h2"):
            for line in heading.lines():
                assert abs(edge - line.right) < 40, heading.said


@on_page("each line of a paragraph begins at the right")
def _(screen):
    for width in _WIDTHS:
        for text in screen.open("press.fa", width).texts(".prose p"):
            edges = [line.right for line in text.lines()]
            assert max(edges) - min(edges) < 6, text.said


@on_page("a list has its markers at the right")
def _(screen):
    screen.open("press.fa", 700)
    items = screen.texts("main > ul > li, main > ol > li")
    assert len(items) == 4
    for item in items:
        assert screen.box("main").right - item.right > 15, "there is no room for the marker"


@on_page("a long name stays within its column")
def _(screen):
    for stem in ("province.fa", "county.fa", "press.fa"):
        for width in _WIDTHS:
            screen.open(stem, width)
            assert screen.tab.evaluate("document.documentElement.scrollWidth") <= width
            for text in screen.texts("p, h1, h2, h3, .note"):
                if text.find(LONG.split()[0]) or text.find(HARD.split()[0]):
                    assert text.left >= 0 and text.right <= width


@on_page("a drawing does not turn with the text around it")
def _(screen):
    screen.open("county.fa")
    turned = "[...document.querySelectorAll('svg')].map(one => getComputedStyle(one).direction)"
    assert set(screen.tab.evaluate(turned)) == {"ltr"}
