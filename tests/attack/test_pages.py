"""What an outsider reads off a page, and what stops one that tells too much."""

import pytest

from karnameh.attack.pages import figures, strays, unfounded
from karnameh.audit import audit_page
from karnameh.errors import DataError

PAGE = """<html><head><script type="application/ld+json">
{"@type": "Dataset", "variableMeasured": [
  {"@type": "PropertyValue", "propertyID": "1397/2602/share_jobs_women//", "value": 70.0},
  {"@type": "PropertyValue", "propertyID": "1397/2602/count_trainees//", "description": "suppressed"}]}
</script></head><body>
<p>Jobs: <span data-cell="1397/2602/count_jobs//" data-value="846">846</span>,
trainees <span data-cell="1397/2602/count_trainees//" data-status="suppressed">[c]</span></p></body></html>"""
PUBLISHED = {"1397/2602/count_jobs//": "846", "1397/2602/share_jobs_women//": "70.0"}


def test_figures_are_read_off_the_text_and_off_what_machines_read():
    assert list(figures(PAGE)) == [
        ("1397/2602/count_jobs//", "846"),
        ("1397/2602/share_jobs_women//", "70.0"),
    ]


def test_a_page_that_tells_what_is_published_passes():
    audit_page(PAGE, PUBLISHED)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('data-value="846"', 'data-value="847"'),
        ('data-status="suppressed"', 'data-value="3"'),
        ('"description": "suppressed"', '"value": 3'),
        ("share_jobs_women//", "share_jobs_men//"),
    ],
)
def test_a_page_that_tells_anything_else_is_stopped_without_its_number(was, now):
    assert was in PAGE
    with pytest.raises(
        DataError, match="figures that the publication does not have so: 1; 1397/2602"
    ) as stopped:
        audit_page(PAGE.replace(was, now), PUBLISHED)
    assert "846" not in str(stopped.value) and ": 3" not in str(stopped.value)


def shown(value: str, text: str, alternative: str = "") -> str:
    return f'<p><span data-cell="1397/2602/count_jobs//" data-value="{value}">{text}</span> in 1397</p>{alternative}'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1846", "1,846"),
        ("1846", "۱٬۸۴۶"),
        ("80.9", "80<i>.9%</i>"),
        ("80.9", "۸۰<i>٫۹٪</i>"),
        ("22750500000", "22.8"),
        ("22750500000", "22,750"),  # million: half to even from the exact number
        ("22750500000", "22,751"),
        ("1", "one"),
    ],
)
def test_a_figure_is_shown_as_it_is_or_in_millions_or_billions(value, text):
    assert not list(strays(shown(value, text)))


@pytest.mark.parametrize(
    ("value", "text"),
    [("1846", "1,847"), ("80.9", "80.8"), ("22750500000", "22.7"), ("0", "3"), ("3000000", "4")],
)
def test_a_figure_that_is_shown_otherwise_strays(value, text):
    assert list(strays(shown(value, text))) == ["1397/2602/count_jobs//"]


def test_a_figure_that_is_not_told_shows_no_number():
    assert list(strays(PAGE.replace("[c]", "3"))) == ["1397/2602/count_trainees//"]


@pytest.mark.parametrize(("numbers", "found"), [("846 in 1397", 0), ("۸۴۶", 0), ("847", 1), ("846 and 3", 1)])
def test_an_alternative_text_has_no_number_of_its_own(numbers, found):
    chart = f'<svg role="img" aria-label="Jobs: {numbers}."><script>847 3</script></svg>'
    assert list(strays(shown("846", "846", chart))) == ["an alternative text"] * found


def test_the_name_of_a_part_of_the_page_is_no_alternative_text():
    assert not list(strays(shown("846", "846", '<div role="region" aria-label="All figures, part 2"></div>')))


def test_such_a_page_is_stopped_without_its_number():
    page = PAGE.replace("</body>", '<img alt="Trainees: 3"></body>')
    with pytest.raises(DataError, match="in alternative texts alone: 1; an alternative text") as stopped:
        audit_page(page, PUBLISHED)
    assert ": 3" not in str(stopped.value)


TOLD = {"1397/2602/count_jobs//": "846", "1396/2602/count_jobs//": "748", "1397/26/count_jobs//": "5332"}
TOLD |= {"1397/2602/amount_loans//": "3249000000", "1396/2602/amount_loans//": "3150000000"}
MINE, LAST, PROVINCE = list(TOLD)[:3]
LOANS = " ".join(list(TOLD)[3:])


def made(kind: str, value: str, names: str, text: str = "") -> str:
    said = '<span data-published="F001" data-value="5000">5,000</span>'
    return f'{said}<span data-derived="{kind}" data-value="{value}" data-of="{names}">{text}</span>'


RIGHT = [
    ("change", "98", f"{MINE} {LAST}"),
    ("change", "-98", f"{LAST} {MINE}"),
    ("change", "99000000", LOANS),
    ("change", "0.0", LOANS),  # 3.2 and 3.2 billion
    ("share", "15.9", f"{MINE} {PROVINCE}"),
    ("growth", "13.1", f"{MINE} {LAST}"),
    ("growth", "11.6", f"{LAST} {MINE}"),
    ("sum", "1594", f"{MINE} {LAST}"),
    ("difference", "332", f"{PROVINCE} F001"),
]


@pytest.mark.parametrize(("kind", "value", "names"), RIGHT)
def test_a_number_made_of_figures_follows_from_them(kind, value, names):
    assert list(unfounded(made(kind, value, names), TOLD)) == []
    last = str(int(value[-1] == "0"))
    assert list(unfounded(made(kind, value[:-1] + last, names), TOLD)) == [kind]


@pytest.mark.parametrize("kind", ["change", "share", "growth", "sum", "difference"])
def test_a_number_of_figures_that_are_not_published_or_not_named_does_not(kind):
    hidden = "1397/2602/count_trainees//"
    assert list(unfounded(made(kind, "98", f"{MINE} {hidden}"), TOLD)) == [kind]
    assert list(unfounded(made(kind, "98", MINE).replace("data-of", "data-at"), TOLD)) == [kind]


@pytest.mark.parametrize("kind", ["change", "share", "growth"])
def test_what_is_made_of_two_figures_is_not_made_of_one_or_three(kind):
    for names in (MINE, f"{MINE} {LAST} {PROVINCE}"):
        assert list(unfounded(made(kind, "98", names), TOLD)) == [kind]


def test_of_nothing_there_is_no_share_and_no_growth():
    told = TOLD | {"1396/2602/count_jobs//": "0"}
    for kind in ("share", "growth"):
        assert list(unfounded(made(kind, "0.0", f"{MINE} {LAST}"), told)) == [kind]


def test_places_and_marks_are_no_numbers_to_be_worked_out():
    mark = '<span data-derived="share" data-status="suppressed">[c]</span>'
    assert not list(unfounded(mark + '<span data-derived="rank" data-value="2">second</span>', TOLD))


@pytest.mark.parametrize(("text", "found"), [("98", 0), ("−98", 0), ("۹۸", 0), ("97", 1)])
def test_its_text_is_that_number(text, found):
    assert list(strays(made("change", "-98", f"{LAST} {MINE}", text))) == ["change"] * found


def test_a_page_with_one_that_does_not_follow_is_stopped_without_it():
    page = PAGE.replace("</body>", made("sum", "849", "1397/2602/count_jobs//", "849") + "</body>")
    with pytest.raises(DataError, match="do not follow .* made of: sum 1") as stopped:
        audit_page(page, PUBLISHED)
    assert "849" not in str(stopped.value)
