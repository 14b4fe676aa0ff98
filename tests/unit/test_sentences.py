"""The answer of a brief in every case that the data can take, in both languages."""

import re
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from karnameh.areas import Areas
from karnameh.disclosure import COLUMNS
from karnameh.indicators.catalogue import INDICATORS
from karnameh.present.blocks import Block
from karnameh.present.cards import change_in_words
from karnameh.present.page import Page, change, scaled
from karnameh.present.sentences import headline, lead, ranked, top
from karnameh.publication import About, Publication
from karnameh.suite import Brief, Suite

OFFICE = Path(__file__).parents[1] / "office"
AREAS = Areas.read(OFFICE / "data" / "reference")
SUITE = Suite.read(OFFICE / "params" / "suite.toml", AREAS)
REASONS = next(b for b in INDICATORS["count_plans_deviated"].breakdowns).categories


def row(indicator, value, year=1397, area="4002", category="", whole=""):
    breakdown = "deviation_reason" if category else ""
    unit, name = INDICATORS[indicator].unit, AREAS[area].name_en
    status = value if value in ("suppressed", "no_data", "not_defined") else "reported"
    numbers = ("", "", "") if status != "reported" else (str(value), "", str(value))
    if whole and status == "reported":
        exact = (Decimal(100) * Decimal(value) / Decimal(whole)).quantize(Decimal("0.1"))
        numbers = (str(value), str(whole), str(exact))
    return (year, area, name, indicator, breakdown, category, *numbers, unit, status, "")


def page(
    lang="en",
    *,
    jobs=90,
    target=100,
    last_jobs=80,
    exits=10,
    last_exits=8,
    deviated=3,
    reasons=(2, 1, 0, 0, 0),
    visited=(50, 60, 70),
):
    """A page of Miandasht in 1397 with these figures; a status in place of a number stands as itself."""
    share = target if isinstance(target, str) else jobs
    rows = [
        row("count_jobs", jobs),
        row("target_jobs", target),
        row("share_of_jobs_target", share, whole=target if not isinstance(target, str) else ""),
        row("count_exits_self_reliance", exits),
        row("count_supported_households", 1),
        row("share_plans_deviated", deviated, whole=50),
        *(row("count_plans_deviated", n, category=c) for c, n in zip(REASONS, reasons, strict=True)),
        *(
            row("share_plans_visited", v, area=a, whole=100)
            for a, v in zip(("4001", "4002", "4003"), visited, strict=True)
        ),
    ]
    rows += [row("count_jobs", last_jobs, 1396)] if last_jobs is not None else []
    rows += [row("count_exits_self_reliance", last_exits, 1396)] if last_exits is not None else []
    frame = pd.DataFrame(rows, columns=COLUMNS)
    about = About(synthetic=True, threshold=5, edition=1, data_date="2019-03-20")
    return Page(Brief("county_brief", AREAS["4002"], lang, 1397), Publication(frame, about), SUITE)


def text(html):
    return re.sub(r"\s+", " ", repr(Block(html)))


HEADLINES = {
    "below": (
        dict(jobs=90),
        "The jobs target was 90.0% met, and more households left support through work",
    ),
    "met": (
        dict(jobs=100),
        "The jobs target was met in full, and more households left support through work",
    ),
    "over": (
        dict(jobs=120, exits=8),
        "Jobs passed the target and reached 120.0% of it, and as many households left support through work",
    ),
    "just below": (dict(jobs=9999, target=10000, exits=1, last_exits=None), "The jobs target was 100.0% met"),
    "no target": (
        dict(target="no_data", exits=2),
        "90 jobs created, and fewer households left support through work",
    ),
    "one job": (dict(jobs=1, target="no_data", last_exits="suppressed"), "1 job created"),
    "no job": (dict(jobs=0, target="no_data", last_exits=None), "No jobs were created"),
    "suppressed": (
        dict(jobs="suppressed", target="suppressed", last_exits=None),
        "The number of jobs is suppressed",
    ),
    "no data": (
        dict(jobs="no_data", target="no_data", last_exits=None),
        "The returns on plans were not delivered",
    ),
}


@pytest.mark.parametrize("case", HEADLINES)
def test_the_headline_says_what_happened(case):
    given, expected = HEADLINES[case]
    assert text(headline(page(**given))) == expected


SENTENCES = {
    "more": (dict(jobs=90, last_jobs=80), "That is 10 more than the year before."),
    "fewer": (dict(jobs=90, last_jobs=95), "That is 5 fewer than the year before."),
    "same": (dict(jobs=90, last_jobs=90), "That is the same as the year before."),
    "first year": (dict(last_jobs=None), "This is the first year with figures."),
    "exits": (
        dict(exits=10, last_exits=8),
        "During the year 10 households left support through work, against 8 the year before.",
    ),
    "one exit": (dict(exits=1, last_exits=None), "During the year 1 household left support through work."),
    "no exit": (dict(exits=0), "No household left support through work during the year."),
    "exits suppressed": (dict(exits="suppressed"), "The number of exits through work is suppressed."),
    "exits not delivered": (dict(exits="no_data"), "The returns on households were not delivered."),
    "rank": (
        dict(visited=(50, 60, 70)),
        "Among the three counties of the province, Miandasht ranks second for plans visited.",
    ),
    "tie": (
        dict(visited=(60, 60, 70)),
        "Among the three counties of the province, Miandasht ranks equal second for plans visited.",
    ),
    "reason": (dict(reasons=(2, 1, 0, 0, 0)), "6.0% of the plans deviated, mostly through"),
    "reasons tied": (dict(reasons=(1, 1, 1, 0, 0)), "6.0% of the plans deviated."),
    "a reason suppressed": (dict(reasons=(2, "suppressed", 0, 0, 0)), "6.0% of the plans deviated."),
    "none deviated": (dict(deviated=0, reasons=(0, 0, 0, 0, 0)), "No plan deviated."),
    "deviation suppressed": (dict(deviated="suppressed"), "The share of plans that deviated is suppressed."),
    "nothing supervised": (dict(deviated="not_defined"), "No plan was under supervision."),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_the_lead_has_a_sentence_for_the_case(case):
    given, expected = SENTENCES[case]
    assert expected in text(lead(page(**given)))


def test_a_rank_is_told_only_when_every_figure_that_decides_it_is_published():
    assert "ranks" not in text(lead(page(visited=(50, 60, "suppressed"))))


def test_no_sentence_gives_a_suppressed_number_away():
    shown = text(lead(page(jobs="suppressed", target="suppressed", last_jobs=80)))
    assert "more than" not in shown and "fewer than" not in shown


@pytest.mark.parametrize("case", {**HEADLINES, **SENTENCES})
def test_persian_has_the_same_numbers_and_no_latin(case):
    given = {**HEADLINES, **SENTENCES}[case][0]
    persian, english = page("fa", **given), page("en", **given)
    told = headline(persian) + " " + lead(persian)
    assert not re.search(r"[A-Za-z0-9{}]", re.sub(r"<[^>]*>", "", told))
    values = [sorted(re.findall(r'data-value="([^"]*)"', headline(p) + lead(p))) for p in (persian, english)]
    assert values[0] == values[1]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (80, "10 more than 80 in 1396"),
        (95, "5 fewer than 95 in 1396"),
        (90, "the same as in 1396"),
        (None, "the first year with figures"),
        ("suppressed", "the figure of 1396 is suppressed"),
        ("no_data", "the figure of 1396 was not delivered"),
    ],
)
def test_a_change_is_told_in_words(last, expected):
    shown = page(last_jobs=last)
    assert text(change_in_words(shown, shown.cell("count_jobs"))[0]) == expected


def test_the_change_of_a_share_is_the_difference_of_the_printed_values():
    frame = pd.DataFrame(
        [row("share_plans_deviated", 61, whole=1000), row("share_plans_deviated", 48, 1396, whole=1000)],
        columns=COLUMNS,
    )
    shown = Page(
        Brief("county_brief", AREAS["4002"], "en", 1397),
        Publication(frame, About(True, 5, 1, "2019-03-20")),
        SUITE,
    )
    cell = shown.cell("share_plans_deviated")
    assert change(cell, shown.last(cell)) == Decimal("1.3")
    assert text(change_in_words(shown, cell)[0]) == "1.3 pts more than 4.8% in 1396"


def test_cells_are_ranked_only_when_all_are_published():
    shown = page(reasons=(1, 2, 0, 0, 0))
    cells = shown.publication.categories(1397, "4002", "count_plans_deviated", "deviation_reason")
    assert [cell.category for cell in ranked(cells)][:2] == [REASONS[1], REASONS[0]]
    assert [cell.category for cell in top(cells)] == [REASONS[1]]
    hidden = page(reasons=(1, "suppressed", 5, 0, 0)).publication.categories(
        1397, "4002", "count_plans_deviated", "deviation_reason"
    )
    assert ranked(hidden) == hidden and top(hidden) == []


@pytest.mark.parametrize(
    ("value", "power", "decimals", "expected"),
    [
        (478_000_000_000, 9, 1, Decimal("478.0")),
        (2_650_000_000, 9, 1, Decimal("2.6")),
        (2_750_000_000, 9, 1, Decimal("2.8")),
        (1_500_000, 6, 0, 2),
        (2_500_000, 6, 0, 2),
    ],
)
def test_amounts_are_scaled_half_to_even(value, power, decimals, expected):
    assert scaled(value, power, decimals) == expected
