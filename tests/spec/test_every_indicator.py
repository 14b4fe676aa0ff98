"""Every indicator has its spec, and every spec its indicator; keys, units and kinds follow the definitions."""

import re
from pathlib import Path

import pytest

from karnameh.errors import DefinitionError
from karnameh.indicators import measures
from karnameh.indicators.catalogue import INDICATORS, SECTOR, Indicator, registry

SPECS = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
OTHERS = {"office", "every_indicator"}
#: The catalogue of the definitions: key → unit, breakdowns.
DEFINED = {
    "count_supported_households": ("household", []),
    "count_supported_persons": ("person", []),
    "share_female_headed": ("percent", []),
    "count_employable_households": ("household", []),
    "share_employable": ("percent", []),
    "count_employable_without_plan": ("household", []),
    "count_exits_self_reliance": ("exit", []),
    "rate_exit": ("per_100", []),
    "count_plans_started": ("plan", []),
    "count_jobs": ("job", ["operator_sex", "operator_group", "place", "sector", "channel"]),
    "share_jobs_women": ("percent", []),
    "share_jobs_men": ("percent", []),
    "share_jobs_rural_deprived": ("percent", []),
    "share_jobs_urban": ("percent", []),
    "amount_loans": ("rial", ["channel"]),
    "target_jobs": ("job", []),
    "target_exits": ("exit", []),
    "share_of_jobs_target": ("percent", []),
    "share_of_exits_target": ("percent", []),
    "count_active_plans": ("plan", []),
    "count_plans_supervised": ("plan", []),
    "count_plans_deviated": ("plan", ["deviation_reason"]),
    "share_plans_deviated": ("percent", []),
    "count_visits": ("visit", ["stage"]),
    "share_plans_visited": ("percent", []),
    "share_plans_all_stages": ("percent", []),
    "share_visits_with_counselling": ("percent", []),
    "count_supervisors": ("supervisor", []),
    "rate_plans_per_supervisor": ("plans_per_supervisor", []),
    "count_trainees": ("trainee", ["skill", "trainee_sex", "district", "district_medicinal_plants"]),
    "share_trainees_completed": ("percent", []),
    "share_trainees_employed": ("percent", []),
    "count_purchases": ("purchase", ["product"]),
    "amount_purchases": ("rial", ["product"]),
}
NOT_SENSITIVE = {
    "target_jobs",
    "target_exits",
    "count_visits",
    "share_visits_with_counselling",
    "count_supervisors",
}
WITHOUT_COMPLEMENT = {
    "rate_exit",
    "share_of_jobs_target",
    "share_of_exits_target",
    "rate_plans_per_supervisor",
    "share_visits_with_counselling",
}


def test_every_indicator_has_its_spec_file():
    assert set(INDICATORS) == SPECS - OTHERS


@pytest.mark.parametrize("key", DEFINED)
def test_a_spec_file_is_about_its_indicator(key):
    text = (Path(__file__).parent / f"test_{key}.py").read_text(encoding="utf-8")
    assert f'KEY = "{key}"' in text
    assert len(re.findall(r"^def test_", text, flags=re.M)) >= 3
    assert "no_data" in text


@pytest.mark.parametrize("key", [key for key in DEFINED if key.startswith(("share", "rate"))])
def test_the_spec_of_a_share_says_when_it_is_not_defined(key):
    text = (Path(__file__).parent / f"test_{key}.py").read_text(encoding="utf-8")
    assert "not_defined" in text or "_target" in key  # a target is at least 1


def test_the_catalogue_is_that_of_the_definitions():
    found = {i.key: (i.unit, [breakdown.name for breakdown in i.breakdowns]) for i in INDICATORS.values()}
    assert found == DEFINED


def test_what_counts_people_what_they_do_or_are_paid_is_sensitive():
    assert {i.key for i in INDICATORS.values() if not any(m.sensitive for m in i.measures)} == NOT_SENSITIVE


def test_the_rest_of_a_share_is_protected_wherever_it_counts_people_or_plans():
    divided = {i.key for i in INDICATORS.values() if i.denominator}
    assert {i.key for i in INDICATORS.values() if i.complement} == divided - WITHOUT_COMPLEMENT


def test_counts_are_whole_and_ratios_have_one_decimal():
    assert all(i.decimals == (1 if i.key.startswith(("share", "rate")) else 0) for i in INDICATORS.values())


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("begins with", {"key": "number_jobs"}),
        ("needs a denominator", {"key": "share_jobs", "per": 100}),
        ("has no denominator", {"key": "count_jobs", "denominator": measures.jobs}),
        ("per 100, not per 1", {"key": "share_jobs", "denominator": measures.jobs}),
        (
            "has no breakdowns",
            {"key": "share_jobs", "denominator": measures.jobs, "per": 100, "breakdowns": (SECTOR,)},
        ),
        ("names its unit", {"key": "rate_jobs", "denominator": measures.jobs}),
        ("names its unit", {"key": "count_jobs", "rate_unit": "per_100"}),
    ],
)
def test_an_indicator_that_cannot_be_computed_as_written_is_refused(said, values):
    with pytest.raises(DefinitionError, match=said):
        Indicator(numerator=measures.jobs, group="jobs", **values)


def test_a_key_stands_once():
    jobs = INDICATORS["count_jobs"]
    with pytest.raises(DefinitionError, match="count_jobs: defined twice"):
        registry(jobs, jobs)
