"""What an analyst who knows pandas, and not this package, finds in an open brief."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from karnameh.brief import OpenBrief, open_brief  # noqa: E402
from karnameh.errors import KarnamehError, ParameterError  # noqa: E402
from karnameh.present import panels  # noqa: E402
from karnameh.present.blocks import Block  # noqa: E402
from karnameh.present.page import Page  # noqa: E402
from karnameh.suite import Brief  # noqa: E402
from worlds import CASES, publication, suite  # noqa: E402

DATA = Path(__file__).parents[1] / "office" / "data"


@pytest.fixture
def brief(monkeypatch) -> OpenBrief:
    case, made = CASES[0], suite(CASES[0])
    one = Brief("county_brief", made.areas[case.county], "en", case.year)
    monkeypatch.setattr(panels.charts, "split", lambda *_: "<svg></svg>")
    project = SimpleNamespace(reference=DATA / "reference", published=DATA / "published")
    return OpenBrief(Page(one, publication(case), made), project)


def test_figures_are_numbers_to_be_reckoned_with(brief):
    figures = brief.figures
    jobs = figures[(figures["indicator"] == "count_jobs") & (figures["breakdown"] == "")]
    told = [brief._page.cell("count_jobs", year=year).value for year in sorted(jobs["year"])]
    assert jobs["value"].sum() == sum(told) > 0
    for name in ("numerator", "denominator", "value"):
        assert pd.api.types.is_numeric_dtype(figures[name])
        assert figures.loc[figures["status"] != "reported", name].isna().all()


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda brief: brief.cards("count_job"), "no indicator 'count_job'. Did you mean 'count_jobs'?"),
        (lambda brief: brief.course("rate_exits"), "no indicator 'rate_exits'. Did you mean 'rate_exit'?"),
        (lambda brief: brief.county_table("nothing"), "no indicator 'nothing'."),
        (lambda brief: brief.split("share_job_women"), "split: .* Did you mean 'share_jobs_women'?"),
        (lambda brief: brief.split("count_jobs"), "split: 'count_jobs' is not one of share_jobs_women"),
        (lambda brief: brief.section("glanse"), "glance"),
        (lambda _: open_brief("countybrief"), "no notebook 'countybrief'.* Did you mean 'county_brief'?"),
    ],
)
def test_a_name_that_there_is_not_is_refused_with_the_nearest(brief, ask, says):
    with pytest.raises(KarnamehError, match=says.replace("?", r"\?")):
        ask(brief)


def test_a_panel_can_stand_in_a_cell_by_itself(brief):
    alone, twice = (
        brief.split("share_jobs_women"),
        brief.section("who", *[brief.split("share_jobs_women")] * 2),
    )
    assert isinstance(alone, Block) and alone._repr_html_().startswith('<div class="panel">')
    assert twice.html.count(alone.html) == 2 and '<div class="panels">' in twice.html


def test_an_indicator_that_is_no_card_says_which_word_it_lacks(brief):
    with pytest.raises(KarnamehError) as refused:
        brief.cards("count_visits")
    assert not isinstance(refused.value, ParameterError) and "card.count_visits" in str(refused.value)
