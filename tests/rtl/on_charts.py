"""The kinds of check in charts: which glyph stands where, and to which side things grow."""

import re
from itertools import pairwise

from karnameh.present import charts as draw
from karnameh.present.charts.lettering import SMALL, lay_out, text_width, use_fonts
from karnameh.words import Words

from .drawing import FORM, Chart, Drawing
from .kinds import CHART, Checks
from .office import HARD, LONG
from .seen import HALF_SPACE, Letter, Text, from_the_right, right_of

on_chart = Checks(CHART)
_FA = Words("fa")
_LANGS = ("fa", "en")
_NEVER_FORWARD = "آادذرزژو"
_HOOK = 0.6  # pt: the hook of a J stands so far before its place


def texts(charts, lang: str = "fa") -> list[Text]:
    """Every text of every chart of the briefs."""
    return [text for chart in getattr(charts, lang) for text in chart.drawing.texts]


def find(charts, text: str) -> Text:
    """A Persian text of a chart, as it must look."""
    found = [place for one in texts(charts) for place in one.find(from_the_right(text))]
    assert found, f"'{text}' does not stand as '{from_the_right(text)}' in any chart"
    return found[0]


def named(charts, label: str) -> Text:
    """A label drawn by itself, with the type of the briefs."""
    use_fonts(charts.fonts)
    tile = draw.Tile("", 0, 0, label, "mid")
    [text] = Drawing(draw.tiles([tile], "fa", "alt"), charts.fonts).texts
    return text


def read(text: Text) -> list[Letter]:
    return list(reversed(text.letters))


def forms(letters: list[Letter]) -> list[str]:
    """init, medi, fina or nothing: the form each letter takes."""
    return [found[1] if (found := FORM.search(letter.name)) else "" for letter in letters]


def kind(charts, name: str, lang: str = "fa") -> list[Chart]:
    found = [chart for chart in getattr(charts, lang) if chart.kind == name]
    assert found, f"no brief has a chart of {name}"
    return found


# Letters.


@on_chart("letters join in their initial, medial and final forms")
def _(charts):
    assert forms(read(find(charts, "تحت"))) == ["init", "medi", "fina"]
    assert forms(read(find(charts, "شغلی"))) == ["init", "medi", "medi", "fina"]
    for text in texts(charts):
        for one, other in pairwise(read(text)):
            starts, goes_on = FORM.search(one.name), FORM.search(other.name)
            if starts and starts[1] in ("init", "medi"):
                assert goes_on and goes_on[1] in ("medi", "fina"), text.said


@on_chart("a letter that does not join forward leaves the next one free")
def _(charts):
    for text in texts(charts):
        for one, other in pairwise(read(text)):
            if one.char in _NEVER_FORWARD:
                assert forms([other])[0] in ("", "init"), text.said


@on_chart("lam and alef are one shape")
def _(charts):
    found = [
        pair for text in texts(charts) for pair in pairwise(read(text)) if pair[0].char + pair[1].char == "لا"
    ]
    assert found
    for lam, alef in found:
        assert ".rlig" in lam.name and ".rlig" in alef.name
        assert alef.right > lam.left


def _across(charts) -> list[tuple[Letter, Letter]]:
    """The letters before and after the half-spaces of what the charts were asked for."""
    found = []
    for words in {
        word for chart in charts.fa for text in chart.asked for word in text.split() if HALF_SPACE in word
    }:
        letters, at = read(named(charts, words)), 0
        for part in words.split(HALF_SPACE)[:-1]:
            at += len(from_the_right(part).replace("\u0650", ""))
            found.append((letters[at - 1], letters[at]))
    assert len(found) > 3
    return found


@on_chart("letters do not join across a half-space")
def _(charts):
    for before, after in _across(charts):
        assert forms([before])[0] in ("", "fina") and forms([after])[0] in ("", "init")


@on_chart("a half-space has no width")
def _(charts):
    use_fonts(charts.fonts)
    for word in ("مهارت‌آموز", "زن‌سرپرست", "بی‌طرح"):
        parts = sum(text_width(part) for part in word.split(HALF_SPACE))
        assert abs(text_width(word) - parts) < 0.02, word


@on_chart("no line breaks at a half-space")
def _(charts):
    use_fonts(charts.fonts)
    for width in range(4, 40):
        for lines in lay_out([HARD, LONG, _FA["notes.not_defined"]], width).lines:
            assert not [line for line in lines if line.endswith(HALF_SPACE) or line.startswith(HALF_SPACE)]
        assert [" ".join(lines) for lines in lay_out([HARD, LONG], width).lines] == [HARD, LONG]


@on_chart("the hamza of an ezafe stands over its heh")
def _(charts):
    [one] = [letter for letter in find(charts, "منطقهٔ") if "\u0654" in letter.char]
    plain = [letter for letter in named(charts, "منطقه") if letter.char == "ه"]
    assert one.char == "ه\u0654" and one.height / one.width > 1.2 * plain[0].height / plain[0].width


@on_chart("the kasra of an ezafe stands under its letter")
def _(charts):
    [one] = [letter for letter in named(charts, HARD) if "\u0650" in letter.char]
    [plain] = [letter for letter in named(charts, "ده") if letter.char == "ه"]
    assert one.char == "ه\u0650" and one.height / one.width > 1.3 * plain.height / plain.width


@on_chart("a tanwin stands over its alef")
def _(charts):
    [one] = [letter for letter in named(charts, HARD) if "\u064b" in letter.char]
    plain = [letter for letter in named(charts, HARD) if letter.char == "ا"]
    assert one.char == "ا\u064b" and one.top < min(letter.top for letter in plain)


@on_chart("no letter is an Arabic yeh or kaf")
def _(charts):
    assert not [text for chart in charts.fa for text in chart.asked if set(text) & set("يكىة")]


# Brackets.


@on_chart("round brackets open towards the start of the line")
def _(charts):
    name = named(charts, HARD)
    [opening], [closing] = ([one for one in name if one.name == f"paren{side}"] for side in ("right", "left"))
    assert opening.left > closing.right and name.letters[0] is closing


@on_chart("square brackets stand around their mark")
def _(charts):
    marks = [text for text in texts(charts) if {letter.char for letter in text} & set("[]")]
    assert len(marks) > 5
    for text in marks:
        assert (text.letters[0].name, text.letters[-1].name) == ("bracketleft", "bracketright"), text.said


@on_chart("guillemets open towards the start of the line")
def _(charts):
    name = named(charts, HARD)
    signs = [one.name for one in name if one.name.startswith("guillemot")]
    assert signs == ["guillemotleft", "guillemotright"]


# Figures.


@on_chart("an English page runs from the left")
def _(charts):
    for chart in charts.en:
        asked = sorted("".join(text.split()) for text in chart.asked)
        assert sorted(text.said for text in chart.drawing.texts) == asked


@on_chart("the digits of a figure run from the left")
def _(charts):
    assert find(charts, "۱۱٬۱۳۳").drawn == "۱۱٬۱۳۳"
    years = [text for text in texts(charts) if re.fullmatch("[۰-۹]{4}", text.said)]
    assert len(years) > 5 and not [year.said for year in years if not year.said.startswith("۱۳۹")]


@on_chart("digits are Persian in Persian and Latin in English")
def _(charts):
    assert not [text.said for text in texts(charts) if re.search("[0-9%.,]", text.said)]
    assert not [text.said for text in texts(charts, "en") if re.search("[۰-۹٪٫٬]", text.said)]


@on_chart("a percent sign stands on the same side everywhere")
def _(charts):
    signs = [found for text in texts(charts) for found in text.match("[۰-۹٫]*٪[۰-۹٫]*")]
    assert len(signs) > 20
    assert not [found.said for found in signs if not re.fullmatch("[۰-۹٫]+٪", found.said)]


@on_chart("thousands are separated low between their digits")
def _(charts):
    before, sign, after = find(charts, "۱۱٬۱۳۳").letters[1:4]
    assert before.right < sign.middle < after.left
    assert sign.middle_height > before.bottom - 0.3 * before.height, "it hangs high"


@on_chart("a decimal separator stands between its digits")
def _(charts):
    found = next(place for text in texts(charts) for place in text.match("[۰-۹]٫[۰-۹]"))
    before, sign, after = found.letters
    assert before.right < sign.middle < after.left and sign.height > 0.6 * before.height


@on_chart("two figures of a label do not swap")
def _(charts):
    asked = {text for chart in charts.fa for text in chart.asked if re.search("[۰-۹] · ", text)}
    assert len(asked) > 3
    for text in asked:
        count, share = find(charts, text).said.split("·")[::-1]
        assert share.endswith("٪") and not count.endswith("٪")


@on_chart("a figure never breaks over two lines")
def _(charts):
    use_fonts(charts.fonts)
    figures = [
        text for chart in charts.fa for text in chart.asked if re.fullmatch("[\u2066\u2069۰-۹٬٫٪]+", text)
    ]
    assert figures and all(lay_out([figure], 1.0).lines == ((figure,),) for figure in figures)


@on_chart("a year stands at the left of the name it follows")
def _(charts):
    for text in (
        _FA.say("who.area_year", area="میاندشت", year="۱۳۹۷"),
        _FA.say("who.province_year", year="۱۳۹۷"),
    ):
        found = find(charts, text)
        year = Text([letter for letter in found if letter.char in "۱۳۹۷"])
        name = Text([letter for letter in found if letter.char not in "۱۳۹۷"])
        assert right_of(name, year)


@on_chart("a comma stands at the left of its word")
def _(charts):
    found = read(find(charts, _FA["journey.without_plan"]))
    at = [letter.char for letter in found].index("،")
    assert found[at - 1].left > found[at].middle > found[at + 1].right


@on_chart("a middle dot stands between what it parts")
def _(charts):
    for text in texts(charts):
        for found in text.match(".·."):
            before, dot, after = found.letters
            assert before.right < dot.left and dot.right < after.left


# The charts themselves.


@on_chart("every text of a chart reads from the right")
def _(charts):
    for chart in charts.fa:
        asked = sorted(from_the_right(text) for text in chart.asked)
        assert sorted(text.said for text in chart.drawing.texts) == asked


@on_chart("a long name stays within its column")
def _(charts):
    for lang in _LANGS:
        for chart in getattr(charts, lang):
            width, height = chart.drawing.size
            for text in chart.drawing.texts:
                assert text.left > -_HOOK and text.right < width + _HOOK, text.said
                assert text.top > -0.3 and text.bottom < height + 0.3, text.said


@on_chart("a label in two lines begins with the upper")
def _(charts):
    use_fonts(charts.fonts)
    [(first, second)] = lay_out([LONG], text_width(LONG, SMALL) * 0.7).lines
    assert f"{first} {second}" == LONG
    bar = draw.Bar(LONG, 5.0, "۵")
    drawing = Drawing(draw.bars([bar], 10, "fa", "alt"), charts.fonts)
    upper, lower = sorted((text for text in drawing.texts if len(text) > 3), key=lambda text: text.top)
    assert (upper.said, lower.said) == (from_the_right(first), from_the_right(second))
    assert abs(upper.right - lower.right) < 1


_BARS = [("نخست", 32.0, "۳۲"), ("دوم", 10.0, "۱۰")]


def _bars(charts, lang: str) -> Drawing:
    use_fonts(charts.fonts)
    return Drawing(draw.bars([draw.Bar(*row) for row in _BARS], 40, lang, "alt"), charts.fonts)


def _start(box: tuple[float, ...], lang: str) -> float:
    """The side of a box from which things grow."""
    return box[2] if lang == "fa" else box[0]


@on_chart("bars grow from the right")
def _(charts):
    for lang in _LANGS:
        first, second = sorted(_bars(charts, lang).filled("mid"), key=lambda box: box[1])
        assert abs(_start(first, lang) - _start(second, lang)) < 0.1
        assert first[2] - first[0] > 3 * (second[2] - second[0])


@on_chart("names stand at the right of their bars")
def _(charts):
    drawing = _bars(charts, "fa")
    for name, _, figure in _BARS:
        [label], [value] = (
            [text for text in drawing.texts if text.said == from_the_right(said)] for said in (name, figure)
        )
        bar = next(box for box in drawing.filled("mid") if box[1] < label.bottom and box[3] > label.top)
        assert label.left > bar[2] and value.right < bar[0]
    edges = [text.right for text in drawing.texts if text.letters[0].char not in "۰۱۲۳۴۵۶۷۸۹"]
    assert max(edges) - min(edges) < 1


@on_chart("the first part of a split bar stands at the right")
def _(charts):
    use_fonts(charts.fonts)
    for lang in _LANGS:
        row = draw.SplitRow("۱۳۹۷", 60.0, "۶۰٪", "۴۰٪", now=True)
        drawing = Drawing(draw.split([row], ("زنان", "مردان"), lang, "alt"), charts.fonts)
        [first], [rest] = drawing.filled("main"), drawing.filled("light")
        assert (first[0] > rest[0]) == (lang == "fa")
        women, men = (
            next(text for text in drawing.texts if text.said == said[::-1]) for said in ("زنان", "مردان")
        )
        assert (women.left > men.left) == (lang == "fa")


@on_chart("time runs from the right")
def _(charts):
    for name in ("spark", "course"):
        for chart in kind(charts, name):
            years = [text for text in chart.drawing.texts if re.fullmatch("۱۳۹[۰-۹]", text.said)]
            ordered = sorted(years, key=lambda text: text.said)
            assert all(right_of(first, second) for first, second in pairwise(ordered))
        for chart in kind(charts, name, "en"):
            years = [text for text in chart.drawing.texts if re.fullmatch("139[0-9]", text.said)]
            ordered = sorted(years, key=lambda text: text.said)
            assert all(right_of(second, first) for first, second in pairwise(ordered))


@on_chart("a scale of dots runs from the right")
def _(charts):
    use_fonts(charts.fonts)
    rows = [draw.StripRow("نخست"), draw.StripRow("دوم")]
    strip = draw.Strip("سنجه", (0.0, 100.0), (90.0, 10.0), ("۹۰", "۱۰"), 50.0, "استان ۵۰")
    for lang in _LANGS:
        dots = Drawing(draw.strips(rows, [strip], lang, "alt"), charts.fonts).dots()
        (high, _), (low, _) = sorted(dots, key=lambda dot: dot[1])
        assert (high < low) == (lang == "fa")


@on_chart("clusters follow each other from the right")
def _(charts):
    for chart in kind(charts, "journey"):
        words = [_FA[f"journey.{name}"] for name in ("supported", "exits")]
        first, last = (
            next(
                (text for text in chart.drawing.texts if text.said.endswith(from_the_right(word.split()[0]))),
                None,
            )
            for word in words
        )
        wide = chart.drawing.size[0] > 300
        assert first and last and (right_of(first, last) if wide else last.top > first.bottom)


@on_chart("a target's bar grows from the right")
def _(charts):
    for lang in _LANGS:
        for chart in kind(charts, "bullet", lang):
            [value] = chart.drawing.filled("main")
            [track] = chart.drawing.filled("ctx2")
            assert abs(_start(value, lang) - _start(track, lang)) < 0.1


@on_chart("a map is never mirrored")
def _(charts):
    for name in ("tiles", "locator"):
        for mine, other in zip(kind(charts, name), kind(charts, name, "en"), strict=True):
            for token in ("main", "light", "amber", "ctx2"):
                assert sorted(mine.drawing.filled(token)) == sorted(other.drawing.filled(token))
    tiles = kind(charts, "tiles")[0].drawing
    boxes = [box for token in ("main", "light", "amber", "ctx2") for box in tiles.filled(token)]
    west = min(boxes)
    [place] = [found for text in tiles.texts for found in text.find(from_the_right("میاندشت"))]
    assert place.left > west[2]  # the tile of the other county lies wholly at its left
