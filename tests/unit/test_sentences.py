"""The answer of a brief case by case: which sentence the numbers call for. All sentences: test_proof.py."""

import re
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from karnameh.present.blocks import Block
from karnameh.present.cards import change_in_words
from karnameh.present.findings import largest_change, ranked, standing, top
from karnameh.present.page import Page, change, scaled
from karnameh.present.sentences import headline, lead
from karnameh.suite import Brief
from worlds import AREAS, CASES, Case, publication, suite

PLAIN = CASES[0]
CASE = {case.name: case for case in CASES}


def page(case: Case = PLAIN, lang: str = "en", area: str = "4002") -> Page:
    return Page(Brief("county_brief", AREAS[area], lang, case.year), publication(case), suite(case))


def case(name: str, **unlike) -> Case:
    return replace(PLAIN, name=name, **unlike)


def jobs(reached, planned) -> Case:
    return case(
        f"{reached} of {planned}", counts={("count_jobs", 1397): reached, ("target_jobs", 1397): planned}
    )


def text(html: str) -> str:
    return re.sub(r"\s+", " ", repr(Block(html)))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            jobs(90, 100),
            "Jobs reached 90.0% of the target, but more households became self-reliant than before",
        ),
        (jobs(74, 100), "Jobs reached only 74.0% of the target, but"),
        (jobs(9999, 10000), "Jobs fell just short of the target, but"),
        (jobs(100, 100), "The jobs target was met exactly, and more"),
        (jobs(10001, 10000), "Jobs just passed the target, and more"),
        (jobs(120, 100), "Jobs reached 120.0% of the target, and more"),
        (jobs(0, 100), "The jobs target was missed altogether, but"),
        (CASE["target passed, fewer exits"], "of the target, but fewer households became self-reliant"),
        (CASE["target passed, as many exits"], "of the target, and exits from support were unchanged"),
        (CASE["no target"], "The year brought 180 jobs, and more"),
        (CASE["no target, no jobs"], "The year brought no jobs, but more"),
        (CASE["one of each, in its first year"], "and 1 household became self-reliant"),
        (CASE["all zero, after a plain year"], "and no household became self-reliant"),
        (CASE["suppressed"], "The number of jobs is suppressed"),
        (CASE["not delivered"], "The returns on plans were not delivered"),
    ],
    ids=lambda given: getattr(given, "name", ""),
)
def test_the_headline_says_what_happened(given, expected):
    assert expected in text(headline(page(given)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "a plain year",
            "Miandasht reached 90.0% of its jobs target in 1397: 180 jobs of 200 planned, 18 more than in 1396.",
        ),
        (
            "every figure fell",
            "planned, 36 fewer than in 1396. At year end 800 households were supported, 160 fewer than in 1396.",
        ),
        ("nothing changed", "planned, the same number as in 1396."),
        ("nothing changed", "None of the headline figures changed from 1396."),
        ("the first year", "These are the first figures"),
        ("from zero", "planned, after none in 1396."),
        ("one of each, in its first year", "At year end 1 household was supported."),
        (
            "all zero, for the second year",
            "No household left support through work during the year, as in 1396.",
        ),
        ("suppressed last year", "The figures for 1396 are suppressed, so no change can be told."),
        ("not delivered last year", "The figures for 1396 were not delivered, so no change can be told."),
        ("count_jobs suppressed last year", "planned (the number for 1396 is suppressed)."),
        ("target suppressed", "jobs and target cannot be compared."),
        ("count_jobs changed most, to 300", "Of the headline figures, jobs changed most."),
        (
            "count_active_plans changed most, to 900",
            "The largest change was in active plans, up from 240 to 900.",
        ),
        (
            "count_plans_deviated changed most, to 7",
            "down from 10.0% to 2.5%, mostly through the operator’s death.",
        ),
        (
            "count_exits_self_reliance changed most, to 8",
            "The largest change was in exits from support through work: 8 households",
        ),
        (
            "share_plans_visited: first",
            "Miandasht ranks first for plans visited: 90.0% against 80.0% in the province.",
        ),
        ("share_plans_visited: joint first", "ranks joint first for plans visited"),
        ("share_plans_visited: last", "ranks last for plans visited"),
        ("share_plans_deviated: last", "has the lowest share of plans deviated"),
        ("joint second of four", "Taban has the joint second lowest share of plans deviated"),
        (
            "two sectors and two reasons lead",
            "mostly and equally through the operator’s death and migration.",
        ),
        ("all reasons alike", "with no one reason in front."),
        ("no plan deviated in two years", "No plan deviated."),
    ],
)
def test_the_lead_has_a_sentence_for_the_case(name, expected):
    given = CASE[name]
    assert told(expected) in told(text(lead(page(given, area=given.county))))


def told(sentences: str) -> str:
    """Sentences as they are within one or by themselves."""
    return sentences.replace(";", ".").lower()


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("name", CASE)
def test_the_lead_is_two_or_three_sentences(name, lang):
    given = CASE[name]
    said = text(lead(page(given, lang, area=given.county)))
    assert 2 <= len(re.findall(r"\.(?= |$)", said)) <= 3
    assert not re.search(r"[;؛] [A-Z]", said) and not re.search(r"\.[;؛]", said)


def test_a_province_that_only_some_counties_make_up_is_not_compared():
    told = text(lead(page(CASE["some counties did not deliver"], area="40")))
    assert "the two of three counties that reported" in told
    assert "more than" not in told and "changed most" not in told


def test_a_place_is_told_only_when_every_figure_that_decides_it_is_published():
    hidden = CASE["share_plans_visited: first"]
    cells = hidden.cells | {(1397, "4003", "share_plans_visited"): "suppressed"}
    assert standing(page(hidden)).place == 1
    assert standing(page(replace(hidden, name="hidden", cells=cells))) is None


def test_the_largest_change_is_told_only_when_every_headline_figure_is_published():
    grown = CASE["count_active_plans changed most, to 900"]
    cells = {(1396, "4002", "count_exits_self_reliance"): "suppressed"}
    assert [cell.indicator for cell in largest_change(page(grown))] == ["count_active_plans"]
    assert largest_change(page(replace(grown, name="one hidden", cells=cells))) is None


def test_a_suppressed_reason_leaves_the_others_unranked():
    assert "mostly" not in text(lead(page(CASE["breakdowns suppressed in part"])))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a plain year", "18 more than 162 in 1396"),
        ("every figure fell", "36 fewer than 216 in 1396"),
        ("nothing changed", "the same as in 1396"),
        ("from zero", "after none in 1396"),
        ("target missed altogether", "after 162 in 1396"),
        ("all zero, for the second year", "none in 1396 either"),
        ("the first year", "the first year with figures"),
        ("suppressed last year", "the figure for 1396 is suppressed"),
        ("not delivered last year", "the figure for 1396 was not delivered"),
    ],
)
def test_a_change_is_told_in_words(name, expected):
    shown = page(CASE[name])
    assert text(change_in_words(shown, shown.cell("count_jobs"))[0]) == expected


def test_the_change_of_a_share_is_the_difference_of_the_printed_values():
    cells = {(1397, "share_plans_deviated"): (61, 1000), (1396, "share_plans_deviated"): (48, 1000)}
    shown = page(case("shares", cells=cells))
    cell = shown.cell("share_plans_deviated")
    assert change(cell, shown.last(cell)) == Decimal("1.3")
    assert text(change_in_words(shown, cell)[0]) == "1.3 points more than 4.8% in 1396"


def test_cells_are_ranked_only_when_all_are_published():
    breakdown = (1397, "4002", "count_plans_deviated", "deviation_reason")
    known = {(1397, "deviation_reason", "migration"): 99}
    cells = page(case("ranked", cells=known)).publication.categories(*breakdown)
    assert ranked(cells)[0].category == "migration" and [cell.category for cell in top(cells)] == [
        "migration"
    ]
    hidden = known | {(1397, "deviation_reason", "death"): "suppressed"}
    cells = page(case("not ranked", cells=hidden)).publication.categories(*breakdown)
    assert ranked(cells) == cells and top(cells) == []


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
