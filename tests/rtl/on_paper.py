"""The kinds of check on paper: what stands where in a PDF, and what a reader copies from it."""

import os
import re
import shutil
from datetime import date
from functools import cache
from itertools import pairwise
from statistics import mode

import pikepdf
import pytest

from karnameh.words import Words

from . import on_markup as markup
from . import paper
from .kinds import PAPER, Checks
from .office import LONG
from .seen import DIGITS, HALF_SPACE, Letter, Text, from_the_right, right_of

on_paper = Checks(PAPER)
_FA = Words("fa")
_PLACE = _FA.say("head.county", area="میاندشت", province="نمونه")
_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"


def pdf(made, stem):
    return made / f"{stem}.pdf"


@cache
def _all(made):
    """The lines of every Persian document."""
    return [line for path in sorted(made.glob("*.fa.pdf")) for line in paper.lines(path)]


def county(made, text):
    """A text of the county brief, as it must look."""
    return paper.one(pdf(made, "county.fa"), text)


def press(made, text):
    return paper.one(pdf(made, "press.fa"), text)


def reconciliation(made, text):
    return paper.one(pdf(made, "reconciliation.fa"), text)


def triples(letters):
    """Each letter between its neighbours in reading."""
    letters = list(letters)
    return zip(letters, letters[1:], letters[2:], strict=False)


def read(text: Text) -> list[Letter]:
    """The letters from the right."""
    return list(reversed(text.letters))


# Letters.


@on_paper("letters join in their initial, medial and final forms")
def _(made):
    heading = read(county(made, "از حمایت تا خودکفایی"))
    whole, start = heading[2:7], heading[7:9]
    assert "".join(letter.char for letter in whole + start) == "حمایتتا"
    assert all(one.touches(other) for one, other in [*pairwise(whole[:3]), whole[3:5], start])
    assert whole[4].width > 2 * start[0].width, "the final and the initial form look alike"


@on_paper("a letter that does not join forward leaves the next one free")
def _(made):
    for word in (_FA["sections.notes"], _FA["groups.support"]):
        letters = read(county(made, word))
        free = [not one.touches(other) for one, other in pairwise(letters) if one.char in "اد"]
        assert free and all(free), word


@on_paper("lam and alef are one shape")
def _(made):
    lam, alef = read(county(made, _FA["indicator.amount_loans.name"]))[4:6]
    assert (lam.char, alef.char) == ("ل", "ا")
    assert min(lam.right, alef.right) - max(lam.left, alef.left) > 0.4 * min(lam.width, alef.width)


@on_paper("letters do not join across a half-space")
def _(made):
    assert not [pair for pair in _across(made) if pair[0].touches(pair[1])]


@on_paper("a half-space has no width")
def _(made):
    for one, other in _across(made):
        assert one.left - other.right < 0.15 * one.size, f"{one.char} {other.char}"


def _across(made):
    """The letters before and after the half-spaces of headings."""
    words = [_FA[f"sections.{name}"] for name in ("notes", "plans", "among", "published")]
    found = []
    for word in words:
        stem = "reconciliation.fa" if word == _FA["sections.published"] else "county.fa"
        letters = read(paper.one(pdf(made, stem), word))
        plain = word.replace(" ", "")
        places = [at - plain[:at].count(HALF_SPACE) for at, char in enumerate(plain) if char == HALF_SPACE]
        found += [(letters[at - 1], letters[at]) for at in places]
    assert len(found) >= 4
    return found


@on_paper("a half-space is kept, and is no space")
def _(made):
    text = paper.copied(pdf(made, "county.fa"))
    for word in ("طرح‌ها", "شغل‌ها", "می‌مانند", "یادداشت‌ها", "زن‌سرپرست", "تعریف‌نشده", "داده‌ها"):
        assert word in text, word
        assert word.replace(HALF_SPACE, " ") not in text


@on_paper("no line breaks at a half-space")
def _(made):
    found = 0
    for path in made.glob("*.fa.pdf"):
        for before, sign, after in triples(letter for page in paper.pages(path) for letter in page):
            if sign.char == HALF_SPACE:
                found += 1
                assert abs(before.base - after.base) < 1, before.char + after.char
    assert found > 100


@on_paper("the hamza of an ezafe stands over its heh")
def _(made):
    for line, hamza in _marked(made, "\u0654"):
        heh = line.letters[line.letters.index(hamza) - 1]
        assert heh.char == "ه" and (heh.left, heh.right) == (hamza.left, hamza.right)
        assert heh.top < heh.base - 0.7 * heh.size, "nothing stands over the heh"


@on_paper("the kasra of an ezafe stands under its letter")
def _(made):
    for line, mark in _marked(made, "\u0650"):
        letter = line.letters[line.letters.index(mark) - 1]
        assert mark.left >= letter.left - 0.1 and mark.right <= letter.right + 0.1
        assert letter.bottom > letter.base + 0.05 * letter.size, "nothing stands under the line"


@on_paper("a tanwin stands over its alef")
def _(made):
    for line, mark in _marked(made, "\u064b"):
        letter = line.letters[line.letters.index(mark) - 1]
        assert letter.char == "ا" and mark.top < letter.base - 0.7 * letter.size


def _marked(made, char):
    found = [(line, letter) for line in _all(made) for letter in line if letter.char == char]
    assert found
    return found


@on_paper("no letter is an Arabic yeh or kaf")
def _(made):
    assert not [line.said for line in _all(made) if set(line.said) & set("يكىة")]


# Brackets and quotation.


@on_paper("round brackets open towards the start of the line")
def _(made):
    name = press(made, "(۲٬۴۷۴ نفر)")
    assert (name.drawn[0], name.drawn[-1]) == ("(", ")")
    assert paper.darker_at_the_left(pdf(made, "press.fa"), name.letters[0])
    assert not paper.darker_at_the_left(pdf(made, "press.fa"), name.letters[-1])


@on_paper("square brackets stand around their mark")
def _(made):
    where = pdf(made, "county.fa")
    marks = [line.find("[م]") for line in paper.lines(where)[:60]]
    first = next(found[0] for found in marks if found)
    assert paper.darker_at_the_left(where, first.letters[0])
    assert not paper.darker_at_the_left(where, first.letters[-1])
    in_table = [line.match(r"[\[\]][منت][\[\]]") for line in paper.lines(where)]
    assert sum(map(len, in_table)) > 10


@on_paper("guillemets open towards the start of the line")
def _(made):
    found = [place for line in _all(made) for place in line.match("[«»]ماما[«»]")]
    assert found and {place.said for place in found} == {"«ماما»"}


@on_paper("a quotation within a quotation is closed first")
def _(made):
    line = reconciliation(made, "«رقم ‹سالانه› (۲۰) در فایل matches.csv آمده است»؛")
    assert [char for char in line.drawn if char in "«»‹›()"] == list("«()‹›»")


@on_paper("brackets around a figure stay around it")
def _(made):
    for text in ("(۱۲٬۳۷۰)،", "([م])،", "(۲٬۴۷۴ نفر)"):
        found = press(made, text)
        assert right_of(found.letters[-1], found.letters[-2]) and found.letters[-1].char == ")"


# Lines of two scripts.


@on_paper("a file name in a Persian sentence reads from the left")
def _(made):
    assert county(made, "فایل indicators.csv پیوست")


@on_paper("a command in a Persian sentence reads from the left")
def _(made):
    where = pdf(made, "county.fa")
    parts = [line.match(r"karnameh(explain)?(1397)?|\S*count_jobs") for line in paper.lines(where)]
    drawn = "".join(found.said for some in parts for found in some)
    assert drawn.startswith("karnamehexplain1397") and "nemuneh/miandashtcount_jobs" in drawn


@on_paper("a sentence goes on at the left of a Latin word")
def _(made):
    found = county(made, "فایل indicators.csv پیوست")
    assert found.drawn == "تسویپindicators.csvلیاف"


@on_paper("an English page runs from the left")
def _(made):
    said = [line.said for line in paper.lines(pdf(made, "county.en"))]
    assert "Miandashtcounty,Nemunehprovince·1397(2018/19)" in said
    head = {line.said: line for line in paper.lines(pdf(made, "county.en")) if line.top < 90}
    assert right_of(head["1397"], head["Miandasht"])


# Figures.


@on_paper("the digits of a figure run from the left")
def _(made):
    assert county(made, "۱۱٬۱۳۳").drawn == "۱۱٬۱۳۳"
    assert not [line.said for line in _all(made) if "۷۹۳۱" in line.said or "۶۹۳۱" in line.said]


@on_paper("digits are Persian in Persian and Latin in English")
def _(made):
    command = re.compile(r"karnameh.*|[\w/-]*count_jobs|\w+\.csv|^\S+\.[12]$")
    latin = [line.said for line in _all(made) if re.search("[0-9]", command.sub("", line.said))]
    assert not latin
    english = [line.said for line in paper.lines(pdf(made, "county.en"))]
    assert not [line for line in english if re.search(f"[{_PERSIAN}٬٫٪]", line)]


@on_paper("a percent sign stands on the same side everywhere")
def _(made):
    signs = [found for line in _all(made) for found in line.match("[۰-۹٫]*٪[۰-۹٫]*")]
    by_analyst = [found for found in signs if found.said == "٪۴۵"]
    assert len(signs) > 40 and len(by_analyst) == 1
    assert not [found.said for found in signs if found.said[-1] != "٪" and found not in by_analyst]


@on_paper("a minus stands at the left of its figure")
def _(made):
    signs = [found for line in _all(made) for found in line.match("[۰-۹]*\u2212[۰-۹٬٫]*")]
    assert signs and all(re.fullmatch("\u2212[۰-۹٬٫]+", found.said) for found in signs)


@on_paper("a plus stands at the left of its figure")
def _(made):
    signs = [found for line in _all(made) for found in line.match("[۰-۹]*[+][۰-۹٬٫]*")]
    assert signs and all(re.fullmatch("[+][۰-۹٬٫]+", found.said) for found in signs)


@on_paper("thousands are separated low between their digits")
def _(made):
    found = county(made, "۱۱٬۱۳۳")
    before, sign, after = found.letters[1:4]
    assert before.right < sign.left + 0.1 and sign.right < after.left + 0.1
    assert sign.middle_height > sign.base - 0.25 * sign.size, "it hangs high"


@on_paper("a decimal separator stands between its digits")
def _(made):
    found = county(made, "۱۵۰٫۰ درصد")
    before, sign, after = [letter for letter in found.letters if letter.char in _PERSIAN + "٫"][2:]
    assert before.right < sign.middle < after.left
    assert sign.height > 0.6 * before.height, "it is too small to be told from a thousands separator"


@on_paper("a title with two figures keeps their order")
def _(made):
    for title in _with_two_figures(made):
        assert county(made, title)


def _with_two_figures(made) -> list[str]:
    """Titles and changes that are too short for two lines, as the page has them."""
    written = [
        one.get_text(" ", strip=True)
        for one in markup.page(made, "county.fa").select("h3, .change, .context")
    ]
    found = [text for text in written if len(re.findall("[۰-۹٬٫]+", text)) > 1 and len(text) < 36]
    assert len(found) > 1
    return found


@on_paper("two figures beside each other keep their order")
def _(made):
    assert reconciliation(made, "در سال ۱۳۹۷ ۱۷ بود.")


@on_paper("a figure never breaks over two lines")
def _(made):
    for line in _long(made):
        assert read(line)[-1].char not in "٬٫+\u2212" and read(line)[0].char not in "٬٫", line.said


@on_paper("figures of a column align by their place")
def _(made):
    rows = [_row(made, _FA[f"indicator.{key}.name"]) for key in _SHARES]
    for column in range(2):
        points = {round(_point(row[column]), 1) for row in rows}
        assert len(points) == 1, points


_SHARES = ("share_of_jobs_target", "share_jobs_women", "share_jobs_men", "share_jobs_rural_deprived")


def _point(figure: Text) -> float:
    return next(letter.middle for letter in figure if letter.char == "٫")


def _row(made, name: str) -> list[Text]:
    """The cells of a row of the table of all figures, from the right; the name is left out."""
    named = [line for line in _second_page(made) if line.said == from_the_right(name)]
    return max((_beside(made, line) for line in named), key=len, default=[])


def _beside(made, name: Text) -> list[Text]:
    level = [line for line in _second_page(made) if line.left < name.left and _level(line, name)]
    figures = [line for line in level if re.fullmatch(r"[+\u2212]?[۰-۹٬٫]+٪?|.[منت].", line.said)]
    return sorted(figures, key=lambda cell: -cell.right)[:4]


def _level(line: Text, other: Text) -> bool:
    return abs(line.letters[0].base - other.letters[0].base) < 2


def _second_page(made) -> list[Text]:
    return paper.lines_of(paper.pages(pdf(made, "county.fa"))[1])


# Years and days.


@on_paper("the lower end of a range stands at the right")
def _(made):
    assert reconciliation(made, _FA.say("published.range", low="۶۰٪", high="۷۰٪"))


@on_paper("a day runs from the right: day, month, year")
def _(made):
    assert county(made, _FA.date(date(2019, 3, 20)))


@on_paper("a year stands at the left of the name it follows")
def _(made):
    assert county(made, _FA.say("head.title", area="میاندشت", year="۱۳۹۷", programme=_FA["programme"]))


# Signs of punctuation.


@on_paper("a full stop ends its sentence at the left")
def _(made):
    for name in ("point", "supported"):
        last = _FA[f"notes.{name}"].split()[-1]
        assert last.endswith(".") and county(made, last).drawn[0] == "."


@on_paper("a comma stands at the left of its word")
def _(made):
    assert county(made, _PLACE)


@on_paper("a colon stands between a name and its figure")
def _(made):
    assert county(made, _FA.say("card.province", value="۶۶٫۷٪"))


@on_paper("a semicolon is Persian and stands at the left of its word")
def _(made):
    assert county(made, _FA["among.tiles_key"].split("؛")[0][-5:] + "؛")
    assert not [line.said for line in _all(made) if ";" in line.said]


@on_paper("a question mark is Persian and ends its heading at the left")
def _(made):
    assert county(made, _FA["sections.plans"]).drawn[0] == "؟"


@on_paper("a dash stands between what it parts")
def _(made):
    assert county(made, f"{_FA['head.synthetic_mark']} — {_FA['head.synthetic'][:6]}"[:-1])


@on_paper("a middle dot stands between what it parts")
def _(made):
    assert county(made, f"{_FA['organisation']} · {_FA['programme']}")


@on_paper("no Latin comma, semicolon or question mark stands in Persian")
def _(made):
    assert not [line.said for line in _all(made) if set(line.said) & set(",;?")]


@on_paper("no line begins with a sign that ends")
def _(made):
    assert not [line.said for line in _long(made) if read(line)[0].char in "،؛:؟!.(«‹[…"]


@on_paper("no line ends with a bracket that opens")
def _(made):
    assert not [line.said for line in _long(made) if read(line)[-1].char in ")]»›"]


def _long(made) -> list[Text]:
    """Lines of sentences: neither figures nor the marks of what is none."""
    return [line for line in _all(made) if len(line) > 12]


# Tables.


@on_paper("the first column stands at the right")
def _(made):
    word = _FA["indicator.count_employable_without_plan.name"]
    cells = _row(made, word)
    assert len(cells) == 4 and all(right_of(county(made, word), cell) for cell in cells)


@on_paper("columns keep their order from the right")
def _(made):
    heads = [[line for line in _second_page(made) if line.said == said] for said in ("۱۳۹۷", "۱۳۹۶")]
    for year, last in zip(*heads, strict=True):
        assert right_of(year, last)
    assert [cell.said for cell in _row(made, _FA["indicator.target_jobs.name"])] == [
        "۷٬۴۲۲",
        "۴٬۹۴۸",
        "+۲٬۴۷۴",
        "۲۴٬۷۴۰",
    ]


@on_paper("a column's heading stands over its figures")
def _(made):
    figure = _row(made, _FA["indicator.share_of_jobs_target.name"])[0]
    heads = [line for line in _second_page(made) if line.said == "۱۳۹۷"]
    assert [head for head in heads if head.left < figure.right and figure.left < head.right]


@on_paper("the heading of a group stands at the right")
def _(made):
    for group, row in (("support", "count_supported_persons"), ("jobs", "target_jobs")):
        named = from_the_right(_FA[f"indicator.{row}.name"]), from_the_right(_FA[f"groups.{group}"])
        name, head = (next(line for line in _second_page(made) if line.said == said) for said in named)
        assert abs(head.right - name.right) < 2


# The page as a whole.


@on_paper("a page says its direction and language")
def _(made):
    for stem, lang in (("county.fa", "fa"), ("county.en", "en")):
        with pikepdf.open(pdf(made, stem)) as document:
            assert str(document.Root.Lang).startswith(lang)
            reads = str(document.Root.get("/ViewerPreferences", {}).get("/Direction", "/L2R"))
            assert reads == ("/R2L" if lang == "fa" else "/L2R")


@on_paper("headings stand at the right")
def _(made):
    edge = max(line.right for line in _second_page(made))
    for name in ("skills", "among", "all", "notes"):
        assert edge - county(made, _FA[f"sections.{name}"]).right < 3


@on_paper("each line of a paragraph begins at the right")
def _(made):
    lines = [line for line in paper.lines(pdf(made, "press.fa")) if len(line) > 40]
    body = mode(line.letters[0].size for line in lines)
    edges = [line.right for line in lines if line.letters[0].size == body]
    assert len(edges) > 8 and max(edges) - min(edges) < 4


@on_paper("a list has its markers at the right")
def _(made):
    for line in paper.lines(pdf(made, "press.fa")):
        if line.said.endswith(("•", ".1", ".2")) and len(line) > 3:
            assert line.right > 500
    assert press(made, "• نخست، سهم ")


@on_paper("a page number reads from the right")
def _(made):
    pages = _FA.number(len(paper.pages(pdf(made, "county.fa"))))
    for number in range(1, len(paper.pages(pdf(made, "county.fa"))) + 1):
        assert county(made, f"{_FA['head.page']} {_FA.number(number)} {_FA['head.of']} {pages}")


@on_paper("a long name stays within its column")
def _(made):
    for path in made.glob("*.pdf"):
        for page in paper.pages(path):
            assert min(letter.left for letter in page) > 36 and max(letter.right for letter in page) < 560
    assert paper.seen(pdf(made, "province.fa"), LONG.split()[-1])


@on_paper("copied text is in the order of reading")
def _(made):
    if not shutil.which("pdftotext"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("pdftotext (poppler-utils) is not installed")
    said = re.sub(r"\s+", " ", paper.copied(pdf(made, "county.fa")))
    sentence = _FA["sections.who"]
    assert sentence in said and _PLACE.split("،")[0] in said and "karnameh explain 1397" in said
    names = ("glance", "who", "plans", "skills", "notes")
    places = [said.find(_FA[f"sections.{name}"].split("؟")[0]) for name in names]
    assert -1 not in places and places == sorted(places)
    assert not re.search(f"[{DIGITS}]٪[{DIGITS}]", said)
