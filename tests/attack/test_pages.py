"""What an outsider reads off a page, and what stops one that tells too much."""

import pandas as pd
import pytest

from karnameh.attack.pages import figures
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
