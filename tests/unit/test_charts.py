"""Charts: what is drawn, seen through the geometry of the SVG. Drawn in matplotlib's own type, which is wider than ours."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
import seaborn as sns
from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from karnameh.present import charts
from karnameh.present.charts import lettering
from karnameh.present.charts.board import Board
from karnameh.present.charts.outlines import smaller
from karnameh.present.charts.theme import colours

LANGS = ("fa", "en")
SVG = "{http://www.w3.org/2000/svg}"
LONG = {
    "fa": ["چهارمحال و بختیاری", "دختران بازمانده از تحصیل", "زنان سرپرست خانوار و افراد دارای معلولیت"],
    "en": [
        "Chaharmahal and Bakhtiari",
        "Girls left out of education",
        "Women heading households and disabled people",
    ],
}
HUGE = {"fa": "۱٬۲۳۴٬۵۶۷ · \u2066۱۰۰٫۰٪\u2069", "en": "1,234,567 · \u2066100.0%\u2069"}
MARK = {"fa": "[م]", "en": "[c]"}
KEYS = ("supported", "employable", "without_plan", "jobs", "exits")


# What the charts are asked to draw: ordinary, and the worst there can be.


def bars(lang, values=(32.0, 500.0, None, 0.0), references=(31.4, 120.0, 3.0, 1.5), limit=40.0, **more):
    labels = [*LONG[lang], "ی" if lang == "fa" else "O"]
    rows = [
        charts.Bar(
            label,
            value,
            MARK[lang] if value is None else HUGE[lang],
            reference,
            "mid" if at else "main",
            not at,
        )
        for at, (label, value, reference) in enumerate(zip(labels, values, references, strict=False))
    ]
    return charts.bars(rows, limit, lang, "alt", **more)


def plain_bars(lang, values, references=None, limit=40.0, **more):
    rows = [
        charts.Bar("7", value, "5", reference, "main")
        for value, reference in zip(values, references or [None] * len(values), strict=True)
    ]
    return charts.bars(rows, limit, lang, "alt", **more)


def split(lang, shares=(None, 0.0, 4.0, 50.0, 97.0, 100.0)):
    rows = [
        charts.SplitRow(
            LONG[lang][at % 2],
            share,
            MARK[lang] if share is None else "100.0%",
            "100.0%",
            now=at % 2 == 1,
            context=at == 5,
        )
        for at, share in enumerate(shares)
    ]
    return charts.split(rows, tuple(LONG[lang][:2]), lang, "alt")


def journey(lang, values=(4812, 1703, 918, 846, 431), narrow=False):
    groups = [
        charts.Group(key, value, MARK[lang] if value is None else f"{value:,}", LONG[lang][at % 3])
        for at, (key, value) in enumerate(zip(KEYS, values, strict=True))
    ]
    return charts.journey(groups, lang, "alt", narrow=narrow)


def strips(
    lang,
    values=(None, 1234567.0, 5.0, 90.0, -4.0),
    here=1,
    measures=3,
    narrow=False,
    references=(50.0, None, 150.0),
):
    rows = [charts.StripRow((LONG[lang] * 3)[at], at == here) for at in range(len(values))]
    texts = [MARK[lang] if value is None else f"{value:,.1f}" for value in values]
    strip = [
        charts.Strip(
            LONG[lang][at % 3], (0.0, 100.0), values, texts, references[at % 3], LONG[lang][0] + " 50.0%"
        )
        for at in range(measures)
    ]
    return charts.strips(rows, strip, lang, "alt", narrow=narrow)


def tiles(lang, levels=("high", "mid", "low", None)):
    grid = [
        charts.Tile(
            LONG[lang][at % 3], at % 3, at // 3, MARK[lang] if level is None else "1,234.5%", level, at == 1
        )
        for at, level in enumerate(levels)
    ]
    return charts.tiles(grid, lang, "alt")


def course(lang, values=(1234567.0, 3.0, None, 90.0, 1234567.0)):
    points = [
        (f"139{at}", value, MARK[lang] if value is None else "1,234,567") for at, value in enumerate(values)
    ]
    return charts.course([charts.Course("", points, points[-1][2])], lang, "alt")


def spark(lang, values=(3400.0, 3614.0, 4812.0)):
    return charts.spark([(f"139{at}", value) for at, value in enumerate(values)], lang)


def bullet(lang, value=846.0, target=910.0, last=748.0, label="1,234,567"):
    return charts.bullet(value, target, last, label, lang, "alt")


NONE5, ZERO5 = (None,) * 5, (0,) * 5
CASES = {
    "bars": lambda lang: bars(lang, reference_label="استان" if lang == "fa" else "Province"),
    "bars of one row": lambda lang: plain_bars(lang, [3.0], [4.0], reference_label="Province"),
    "bars of nothing": lambda lang: bars(lang, [None] * 4, [None] * 4),
    "bars of zero": lambda lang: bars(lang, [0.0] * 4, [0.0] * 4, 0.0),
    "bars without rows": lambda lang: charts.bars([], 1.0, lang, "alt"),
    "split": split,
    "split of one row": lambda lang: split(lang, [12.0]),
    "split of nothing": lambda lang: split(lang, [None, None]),
    "journey": journey,
    "journey, narrow": lambda lang: journey(lang, narrow=True),
    "journey of nothing": lambda lang: journey(lang, NONE5),
    "journey of nothing, narrow": lambda lang: journey(lang, NONE5, narrow=True),
    "journey of zero": lambda lang: journey(lang, ZERO5),
    "journey of very many": lambda lang: journey(lang, (1234567, 1234567, 1234567, 1234567, 1234567)),
    "journey of very many, narrow": lambda lang: journey(
        lang, (1234567, 1234567, 1234567, 1234567, 1234567), narrow=True
    ),
    "strips": strips,
    "strips, narrow": lambda lang: strips(lang, narrow=True),
    "five strips of twelve": lambda lang: strips(lang, [50.0, None, 1.0] * 3, None, 5),
    "strips of one": lambda lang: strips(lang, [None], None, 2, references=(None,) * 3),
    "tiles": tiles,
    "locator": lambda lang: charts.locator(
        [charts.Tile("", 0, 0, "", None, True), charts.Tile("", 2, 1, "")], "alt"
    ),
    "course": course,
    "course of nothing": lambda lang: course(lang, NONE5),
    "course of zero": lambda lang: course(lang, ZERO5),
    "course of one year": lambda lang: course(lang, (5.0,)),
    "spark": spark,
    "spark with gaps": lambda lang: spark(lang, (3.0, 4.0, None, 2.0, None)),
    "spark of nothing": lambda lang: spark(lang, NONE5),
    "bullet": bullet,
    "bullet beyond": lambda lang: bullet(lang, 5000.0, last=4000.0),
    "bullet of nothing": lambda lang: bullet(lang, None, last=None),
    "bullet of zero": lambda lang: bullet(lang, 0.0, 0.0, 0.0),
}
every_chart = pytest.mark.parametrize(("case", "lang"), [(case, lang) for case in CASES for lang in LANGS])
each_language = pytest.mark.parametrize("lang", LANGS)


@cache
def drawn(case, lang):
    return CASES[case](lang)


# The SVG as shapes.


@dataclass(frozen=True)
class Box:
    """What a shape covers, in points of the drawing, its stroke included."""

    left: float
    top: float
    right: float
    bottom: float
    style: str
    kind: str

    def meets(self, other: "Box", slack: float = 0.15) -> bool:
        return (
            self.left < other.right - slack
            and other.left < self.right - slack
            and self.top < other.bottom - slack
            and other.top < self.bottom - slack
        )

    @property
    def width(self) -> float:
        return self.right - self.left


def bounds(d: str) -> tuple[float, float, float, float]:
    pen = ControlBoundsPen(None)
    parse_path(d, pen)
    return pen.bounds


def pieces(d: str) -> list[tuple[float, float, float, float]]:
    """The bounds of each piece of a path."""
    whole, found = RecordingPen(), []
    parse_path(d, whole)
    for command, points in whole.value:
        if command == "moveTo":
            found.append(RecordingPen())
        found[-1].value.append((command, points))
    pens = [ControlBoundsPen(None) for _ in found]
    for piece, pen in zip(found, pens, strict=True):
        piece.replay(pen)
    return [pen.bounds for pen in pens]


def boxes(svg: str) -> list[Box]:
    """The box of every text, dot and piece of a path."""
    root = ElementTree.fromstring(svg)
    named = {node.get("id"): node for node in root.iter() if node.get("id")}
    found = []
    for node in root:
        if node.tag == f"{SVG}path":
            found += [stroked(piece, node.get("style"), "path") for piece in pieces(node.get("d"))]
        for child in node:
            if child.tag == f"{SVG}circle":
                x, y, r = (float(child.get(key)) for key in ("cx", "cy", "r"))
                found.append(stroked((x - r, y - r, x + r, y + r), node.get("style"), "dot"))
            elif child.tag == f"{SVG}use":
                found.append(text_box(child, float(node.get("transform")[6:-1]), named, node.get("style")))
    return found


def stroked(box, style: str, kind: str) -> Box:
    width = re.search(r"stroke-width:([\d.]+)", style)
    half = float(width[1]) / 2 if width else 0.0
    flat = 0.0 if "linecap" in style or kind == "dot" else half
    along = half if "linecap" in style or kind == "dot" else 0.0
    left, top, right, bottom = box
    side, end = (flat + along, along) if left == right else (along, flat + along)
    if left != right and top != bottom:
        side = end = half
    return Box(left - side, top - end, right + side, bottom + end, style, kind)


def text_box(use, scale: float, named, style: str) -> Box:
    glyphs = []
    for glyph in named[use.get("href")[1:]]:
        left, top, right, bottom = bounds(named[glyph.get("href")[1:]].get("d"))
        x, y = (int(glyph.get(key, 0)) + int(use.get(key, 0)) for key in "xy")
        glyphs.append((left + x, top + y, right + x, bottom + y))
    sides = [pick(glyph[side] for glyph in glyphs) * scale for side, pick in enumerate((min, min, max, max))]
    return Box(*sides, style, "text")


def of(svg: str, kind: str, token: str = "", within: str = "") -> list[Box]:
    return [
        box
        for box in boxes(svg)
        if box.kind == kind and f"var(--{token}" in box.style and within in box.style
    ]


def filled(svg: str, token: str) -> list[Box]:
    return [box for box in boxes(svg) if box.kind == "path" and box.style.startswith(f"fill:var(--{token},")]


def stubs(svg: str) -> list[Box]:
    """Frames of hatched stubs."""
    return [
        box
        for box in of(svg, "path", "ctx,", "fill:none")
        if "miter" in box.style and "-width:0.5" in box.style
    ]


def size(svg: str) -> tuple[float, float]:
    return tuple(float(number) for number in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())


def dots(svg: str, token: str) -> int:
    """Dots of a colour in a journey: its columns are dashed lines, 1.75 mm from dash to dash."""
    columns = of(svg, "path", f"{token},", "dasharray")
    stroke = {box: float(re.search(r"stroke-width:([\d.]+)", box.style)[1]) for box in columns}
    return sum(round((box.bottom - box.top - stroke[box]) / (1.75 * 72 / 25.4)) + 1 for box in columns)


# All charts alike.


@every_chart
def test_the_same_data_give_the_same_bytes(case, lang):
    assert CASES[case](lang) == CASES[case](lang)


@every_chart
def test_a_chart_is_well_formed_and_holds_no_words(case, lang):
    svg = drawn(case, lang)
    root = ElementTree.fromstring(svg)
    assert svg.startswith("<svg ") and svg.endswith("</svg>")
    assert not "".join(root.itertext()).strip()
    assert not {node.tag.removeprefix(SVG) for node in root.iter()} - {
        "svg",
        "defs",
        "g",
        "use",
        "path",
        "circle",
    }
    assert not re.search(r"xlink|clip-path|<\?|<!|nan|inf\b", svg)


@every_chart
def test_every_colour_is_a_token_with_its_hex(case, lang):
    svg = drawn(case, lang)
    for token, colour in re.findall(r"var\(--(\w+),(#[0-9a-f]{6})\)", svg):
        assert colours()[token] == colour
    assert not re.search(r":#[0-9a-f]{6}", re.sub(r"var\([^)]*\)", "", svg))


@every_chart
def test_nothing_leaves_the_board(case, lang):
    svg = drawn(case, lang)
    width, height = size(svg)
    for box in boxes(svg):
        assert box.left >= -0.3 and box.right <= width + 0.3, box
        assert box.top >= -0.3 and box.bottom <= height + 0.3, box


@every_chart
def test_no_text_lies_on_another(case, lang):
    texts = of(drawn(case, lang), "text")
    clashes = [(one, other) for at, one in enumerate(texts) for other in texts[at + 1 :] if one.meets(other)]
    assert not clashes


@every_chart
def test_the_alt_text_is_there_or_the_chart_is_decoration(case, lang):
    root = ElementTree.fromstring(drawn(case, lang))
    said = (root.get("role"), root.get("aria-label"), root.get("aria-hidden"))
    assert said == ((None, None, "true") if case.startswith("spark") else ("img", "alt", None))
    assert root.get("focusable") == "false"


def test_alt_text_is_escaped():
    svg = charts.locator([charts.Tile("", 0, 0, "")], 'a "b" <c> & d')
    assert ElementTree.fromstring(svg).get("aria-label") == 'a "b" <c> & d'


def test_one_id_is_one_outline_on_a_page():
    page = "".join(drawn(case, lang) for case in CASES for lang in LANGS)
    outlines = dict(re.findall(r'id="([^"]*)"( d="[^"]*"|>.*?</g>)', page))
    assert all(
        outlines[name] == outline for name, outline in re.findall(r'id="([^"]*)"( d="[^"]*"|>.*?</g>)', page)
    )


@pytest.mark.parametrize(
    "draw",
    [
        lambda lang: bullet(lang, label=""),
        lambda lang: plain_bars(lang, [3.0, None, 400.0], [9.0, None, 900.0], name_width=20.0),
    ],
)
def test_persian_runs_from_the_right(draw):
    fa, en = draw("fa"), draw("en")
    width = size(en)[0]
    mirrored = sorted(
        (box.top, width - box.right, width - box.left) for box in of(fa, "path") if "0.4" not in box.style
    )
    straight = sorted((box.top, box.left, box.right) for box in of(en, "path") if "0.4" not in box.style)
    assert mirrored == [pytest.approx(box, abs=0.03) for box in straight]


@pytest.mark.parametrize("draw", [plain_bars, spark, lambda lang, values: split(lang, values)])
def test_charts_mirror(draw):
    fa, en = draw("fa", (10.0, 20.0, 30.0)), draw("en", (10.0, 20.0, 30.0))
    first = {
        lang: min(of(svg, "text"), key=lambda box: (round(box.top), box.left if lang == "en" else -box.right))
        for lang, svg in (("fa", fa), ("en", en))
    }
    middle = size(en)[0] / 2
    assert first["en"].left < middle < first["fa"].right


def test_maps_never_mirror():
    row = [charts.Tile("", column, 0, "", level) for column, level in enumerate(("high", "mid", "low"))]
    fa, en = (charts.tiles(row, lang, "alt") for lang in LANGS)
    assert boxes(fa) == boxes(en)


@pytest.mark.parametrize(("lang", "mark"), [("fa", "\u200f"), ("en", "\u200e")])
def test_every_text_runs_in_the_direction_of_its_board(lang, mark):
    board = Board(10, 10, lang)
    board.text(0, 0, "5")
    assert f'data-text="{mark}5"' in board.svg("kind", "alt")


# Bars.


@each_language
def test_bars_are_as_long_as_their_values(lang):
    svg = plain_bars(lang, [10.0, 20.0, 40.0])
    lengths = [bar.width for bar in filled(svg, "main")]
    longest = max(filled(svg, "main"), key=lambda bar: bar.width)
    assert size(svg)[0] - 50 < longest.width + of(svg, "text")[0].width < size(svg)[0] - 10
    assert not [text for text in of(svg, "text") if text.meets(longest)]
    assert lengths[1:] == [pytest.approx(2 * lengths[0], abs=0.05), pytest.approx(4 * lengths[0], abs=0.05)]


@each_language
def test_a_bar_beyond_the_limit_ends_there_in_two_cuts(lang):
    at, beyond = plain_bars(lang, [40.0]), plain_bars(lang, [400.0])
    assert filled(at, "main") == filled(beyond, "main")
    cuts = [len(of(svg, "path", "paper,", "fill:none")) for svg in (at, beyond)]
    assert cuts == [0, 2]


@each_language
def test_what_is_no_number_is_a_stub_of_one_length(lang):
    svg = bars(lang, [None, None, None], [1.0, 30.0, None])
    assert not filled(svg, "main") and not filled(svg, "mid")
    assert {round(stub.width, 1) for stub in stubs(svg)} == {round(5 * 72 / 25.4 + 0.5, 1)}
    assert len(stubs(svg)) == 3
    assert not of(svg, "path", "ink,")  # no reference that would measure the stub


@each_language
def test_zero_is_a_number_without_a_bar(lang):
    svg = plain_bars(lang, [0.0, 0.0])
    assert not filled(svg, "main") and not stubs(svg)
    assert len(of(svg, "text")) == 4


@each_language
@pytest.mark.parametrize("reference", range(0, 41, 2))
def test_no_figure_lies_on_a_reference(lang, reference):
    rows = [charts.Bar("A", value, "271 · 32.0%", float(reference), "mid") for value in (3.0, 20.0, 39.0)]
    svg = charts.bars(rows, 40, lang, "alt")
    lines, texts = of(svg, "path", "ink,", "stroke:"), of(svg, "text")
    assert len(lines) == 3
    assert not [text for text in texts for line in lines if text.meets(line)]


def test_what_the_reference_is_called_stands_above_it_or_as_a_key():
    above = plain_bars("en", [3.0, 4.0], [20.0, 20.0], reference_label="Province")
    key = plain_bars("en", [None, 4.0], [20.0, 20.0], reference_label="Province")
    none = plain_bars("en", [None, None], [20.0, 20.0], reference_label="Province")
    assert [len(of(svg, "path", "ink,", "stroke:")) for svg in (above, key, none)] == [2, 2, 0]
    assert [len(of(svg, "text", "ink2,")) for svg in (above, key, none)] == [1, 1, 0]
    line = of(above, "path", "ink,", "stroke:")[0]
    name = of(above, "text", "ink2,")[0]
    assert (name.left + name.right) / 2 == pytest.approx((line.left + line.right) / 2, abs=1)


@each_language
def test_widths_of_names_and_figures_can_be_given(lang):
    narrow, wide = (
        filled(plain_bars(lang, [40.0], name_width=12.0, label_width=width), "main")[0]
        for width in (20.0, 10.0)
    )
    assert wide.width - narrow.width == pytest.approx(10 * 72 / 25.4, abs=0.05)


@each_language
def test_the_parts_of_a_split_are_a_hundred(lang):
    rows = [charts.SplitRow("1397", share, "1", "2") for share in (0.0, 25.0, 100.0)]
    svg = charts.split(rows, ("a", "b"), lang, "alt")
    first, rest = filled(svg, "mid"), filled(svg, "ctx2")
    assert len(first) == len(rest) == 2
    assert 3 * first[0].width == pytest.approx(rest[1].width, abs=1)
    assert first[1].width == pytest.approx(rest[0].width, abs=0.05)


@each_language
@pytest.mark.parametrize("share", [0.0, 2.0, 10.0, 50.0, 90.0, 98.0, 100.0])
def test_a_figure_on_a_split_lies_on_one_part(lang, share):
    row = charts.SplitRow("1397", share, "100.0%", "100.0%", now=True)
    svg = charts.split([row], ("", ""), lang, "alt")
    parts = filled(svg, "main") + filled(svg, "light")
    for text in of(svg, "text", "paper,"):
        assert any(part.left <= text.left and text.right <= part.right for part in filled(svg, "main"))
    for text in of(svg, "text", "ink,")[1:]:
        assert any(part.left <= text.left and text.right <= part.right for part in parts)


def test_rows_of_context_come_below_a_hairline():
    rows = [
        charts.SplitRow("1397", 40.0, "4", "6", now=True),
        charts.SplitRow("P", 40.0, "4", "6", context=True),
    ]
    svg = charts.split(rows, ("a", "b"), "en", "alt")
    (rule,) = of(svg, "path", "rule,")
    assert filled(svg, "main")[0].bottom < rule.top and rule.bottom < filled(svg, "ctx")[0].top


# Bullet, spark, course.


@each_language
def test_a_bullet_runs_to_120_percent_of_the_target(lang):
    width = size(bullet(lang))[0]
    assert [
        filled(bullet(lang, value, 100.0, None), "main")[0].width / width for value in (60.0, 120.0, 900.0)
    ] == [pytest.approx(0.5, abs=0.002), pytest.approx(1, abs=0.002), pytest.approx(1, abs=0.002)]
    cuts = [len(of(bullet(lang, value, 100.0, None), "path", "paper,")) for value in (60.0, 120.0, 900.0)]
    assert cuts == [0, 0, 2]


@pytest.mark.parametrize(("last", "token"), [(None, None), (50.0, "paper"), (110.0, "main")])
def test_last_year_is_a_notch(last, token):
    svg = bullet("en", 80.0, 100.0, last)
    notches = {name: len(of(svg, "path", f"{name},", "fill:none")) for name in ("paper", "main")}
    assert notches == {name: int(name == token) for name in notches}


@each_language
@pytest.mark.parametrize(
    ("values", "pieces", "points"),
    [
        ((1.0, 2.0, 3.0), 1, 3),
        ((1.0, 2.0, None, 3.0, 4.0), 2, 4),
        ((1.0, None, 3.0), 0, 2),
        (NONE5, 0, 0),
        ((0, 0), 1, 2),
    ],
)
def test_a_missing_value_is_a_gap_in_the_line(lang, values, pieces, points):
    for draw in (spark, course):
        svg = draw(lang, values)
        assert len(of(svg, "path", "main,", "fill:none")) == pieces
        assert len(of(svg, "dot")) == points


@each_language
def test_lines_start_at_zero_and_time_in_the_reading_direction(lang):
    first, last = sorted(of(spark(lang, (25.0, 100.0)), "dot"), key=lambda box: -box.top)
    height, base = [(box.top + box.bottom) / 2 for box in (first, last)], 7.3 * 72 / 25.4
    assert (base - height[1]) / (base - height[0]) == pytest.approx(4, rel=0.02)
    assert (first.left < last.left) == (lang == "en")


@each_language
def test_a_course_names_its_first_and_last_figure_and_marks_its_gaps(lang):
    assert len(of(course(lang, (1.0, 2.0, 3.0)), "text")) == 3 + 2
    gaps = course(lang, (None, 2.0, None, 4.0, None))
    assert len(stubs(gaps)) == 3
    assert len(of(gaps, "text")) == 5 + 3


@each_language
def test_decimals_are_numbers(lang):
    assert journey(lang, tuple(Decimal(value) for value in (4812, 1703, 918, 846, 431))) == journey(lang)
    assert bullet(lang, Decimal(846), Decimal(910), Decimal(748)) == bullet(lang)
    exact = plain_bars(lang, [Decimal(3), Decimal(400)], [Decimal(2), Decimal(90)])
    assert exact == plain_bars(lang, [3.0, 400.0], [2.0, 90.0])


# Journey.


@pytest.mark.parametrize(
    ("largest", "unit"),
    [
        (0, 1),
        (1, 1),
        (300, 1),
        (301, 2),
        (600, 2),
        (601, 5),
        (1500, 5),
        (1501, 10),
        (4812, 20),
        (29000, 100),
        (1234567, 5000),
    ],
)
def test_a_dot_stands_for_the_least_round_number_that_draws_300(largest, unit):
    assert charts.dot_unit(largest) == unit


@pytest.mark.parametrize("largest", range(120, 40000, 777))
def test_a_journey_has_120_to_300_dots(largest):
    assert 120 <= largest / charts.dot_unit(largest) <= 300


@each_language
@pytest.mark.parametrize("narrow", [False, True])
def test_clusters_have_a_dot_for_every_unit(lang, narrow):
    svg = journey(lang, narrow=narrow)  # a dot is 20
    assert {token: dots(svg, token) for token in ("main", "amber", "rest", "mid", "ink")} == {
        "main": 2 * (85 - 46),
        "amber": 3 * 46,
        "rest": 241 - 85,
        "mid": 42,
        "ink": 22,
    }
    columns = [box for box in of(svg, "path") if "dasharray" in box.style]
    assert not [
        (one, other) for at, one in enumerate(columns) for other in columns[at + 1 :] if one.meets(other)
    ]


@each_language
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((200, 100, None, 50, 10), {"main": 200, "amber": 0, "rest": 100, "mid": 50, "ink": 10}),
        ((200, None, 40, 50, 10), {"main": 0, "amber": 40, "rest": 200, "mid": 50, "ink": 10}),
        ((None, 100, 40, None, 0), {"main": 60, "amber": 80, "rest": 0, "mid": 0, "ink": 0}),
        (ZERO5, {"main": 0, "amber": 0, "rest": 0, "mid": 0, "ink": 0}),
        ((30000, 1, 1, 1, 1), {"main": 0, "amber": 3, "rest": 299, "mid": 1, "ink": 1}),
    ],
)
def test_what_is_no_number_colours_no_other_cluster(lang, values, expected):
    svg = journey(lang, values)
    assert {token: dots(svg, token) for token in expected} == expected
    assert len(stubs(svg)) == values.count(None)


def test_a_divider_parts_the_jobs_from_the_households():
    for narrow in (False, True):
        assert len(of(journey("en", narrow=narrow), "path", "rule,")) == 1


# Strips and tiles.


@each_language
@pytest.mark.parametrize("narrow", [False, True])
def test_strips_have_a_dot_an_arrow_or_a_stub_for_every_value(lang, narrow):
    svg = strips(
        lang,
        (None, 1234567.0, 5.0, 90.0, -4.0),
        here=1,
        measures=2,
        narrow=narrow,
        references=(50.0, None, None),
    )
    assert len(of(svg, "dot", "ctx,")) == 2 * 2
    assert len(stubs(svg)) == 2
    assert (len(filled(svg, "main")), len(filled(svg, "ctx"))) == (2, 2)  # arrow heads
    assert len(of(svg, "path", "ink2,", "dasharray")) == 1


@each_language
def test_the_highest_value_lies_at_the_end_of_its_strip(lang):
    svg = strips(lang, (0.0, 100.0), here=1, measures=1, references=(None,) * 3)
    low, high = of(svg, "dot", "ctx,")[0], of(svg, "dot", "main,")[0]
    assert (low.left < high.left) == (lang == "en")


@pytest.mark.parametrize(("here", "bands"), [(None, 0), (0, 1)])
def test_only_this_county_has_a_band(here, bands):
    assert len(filled(strips("fa", (1.0, 2.0), here), "hl")) == bands


@each_language
def test_figures_of_a_strip_align_by_place(lang):
    svg = strips(lang, (1.5, 11.5, 71.5), here=None, measures=1, references=(None,) * 3)
    figures = sorted(of(svg, "text", "ink2,"), key=lambda box: box.top)[-3:]
    assert {round(figure.right, 1) for figure in figures} == {round(figures[0].right, 1)}


def test_tiles_show_their_class_and_hatch_what_is_no_number():
    svg = tiles("en")
    assert [len(filled(svg, token)) for token in ("main", "light", "amber", "ctx2")] == [1, 1, 1, 1]
    assert len(of(svg, "path", "rest,", "fill:none")) > 5
    assert len(of(svg, "path", "ink,", "fill:none")) == 1  # the frame of this county


def test_the_locator_shows_where_without_words():
    svg = CASES["locator"]("fa")
    assert len(filled(svg, "main")) == len(filled(svg, "ctx2")) == 1
    assert not of(svg, "text")


# Type and outlines.


def test_fonts_are_those_given(monkeypatch):
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    monkeypatch.setattr(lettering, "_fonts", {})
    with mpl.rc_context():
        before, picture = lettering.text_width("Wm"), bullet("en")
        charts.use_fonts([folder / "DejaVuSerif.ttf", folder / "DejaVuSerif-Bold.ttf"])
        assert mpl.rcParams["font.family"] == ["DejaVu Serif"]
        assert sns.color_palette().as_hex()[0] == colours()["main"]
        assert lettering.text_width("Wm") != lettering.text_width("Wm", bold=True)
        assert lettering.text_width("Wm") != before
        assert bullet("en") != picture
    lettering.forget()


@pytest.mark.parametrize(
    "text", ["Wm 1,234", "تاکستان", "\u200f\u2066+۱۲٪\u2069", "خانه\u200cها", "\u200eA \u2066−1%\u2069"]
)
def test_a_text_is_as_wide_as_matplotlib_sets_it(text):
    width = text_to_path.get_text_width_height_descent(text, FontProperties(size=100), ismath=False)[0]
    assert lettering.shaped(text).width == pytest.approx(width)


def steps(outline, scale=1):
    """An outline as whole units of a scale."""
    for command, numbers in re.findall(r"([MLQz])([^MLQz]*)", outline):
        values = [round(float(number) * scale) for number in numbers.split()]
        yield command, list(zip(values[::2], values[1::2], strict=True))


@pytest.mark.parametrize(
    "outline", ["M 0 0 L 10.004 0 L 10.008 5.004 L 20.012 10.008 z", "M 1 1 Q 2 4 3 5 Q 4 6 8 9 Q 9 9 9 2 z"]
)
def test_a_path_in_steps_is_the_path_to_a_hundredth(outline):
    assert bounds(smaller(steps(outline, 100), decimals=2)) == pytest.approx(bounds(outline), abs=0.011)


def test_rounding_never_adds_up():
    outline = "M 0 0" + "".join(f" L {at * 0.3333} {at * 0.6667}" for at in range(1, 400))
    assert bounds(smaller(steps(outline, 100), decimals=2))[2:] == pytest.approx(
        (399 * 0.3333, 399 * 0.6667), abs=0.006
    )


def test_a_control_point_is_left_out_only_where_it_mirrors_the_last():
    assert smaller(steps("M 0 0 Q 10 0 10 10 Q 10 20 20 20")) == "M0 0q10 0 10 10t10 10"
    assert smaller(steps("M 0 0 Q 10 0 10 10 Q 14 20 20 20")) == "M0 0q10 0 10 10q4 10 10 10"
