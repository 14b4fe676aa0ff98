"""What an outsider reads off a page, and what stops one that tells too much."""

import pandas as pd
import pytest

from karnameh.attack.pages import figures, strays
from karnameh.audit import audit_page, told_by
from karnameh.errors import DataError

PAGE = """<html><head><script type="application/ld+json">
{"@type": "Dataset", "variableMeasured": [
  {"@type": "PropertyValue", "propertyID": "1397/2602/share_jobs_women//", "value": 70.0},
  {"@type": "PropertyValue", "propertyID": "1397/2602/count_trainees//", "description": "suppressed"}]}
</script></head><body>
<p>Jobs: <span data-cell="1397/2602/count_jobs//" data-value="846">846</span>,
trainees <span data-cell="1397/2602/count_trainees//" data-status="suppressed">[c]</span></p></body></html>"""
TABLE = pd.DataFrame(
    [
        (1397, "2602", "count_jobs", "", "", "846", "reported"),
        (1397, "2602", "share_jobs_women", "", "", "70.0", "reported"),
        (1397, "2602", "count_trainees", "", "", "", "suppressed"),
    ],
    columns=["year", "area", "indicator", "breakdown", "category", "value", "status"],
)


def test_figures_are_read_off_the_text_and_off_what_machines_read():
    assert list(figures(PAGE)) == [
        ("1397/2602/count_jobs//", "846"),
        ("1397/2602/share_jobs_women//", "70.0"),
    ]


def test_a_page_that_tells_what_is_published_passes():
    audit_page(PAGE, told_by(TABLE))


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
        audit_page(PAGE.replace(was, now), told_by(TABLE))
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
        audit_page(page, told_by(TABLE))
    assert ": 3" not in str(stopped.value)
