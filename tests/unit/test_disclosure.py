"""What is published of a cell, and what the rule hides: one cell at a time, and the table it becomes."""

import pandas as pd
import pytest

from karnameh.disclosure import Rule, protect
from karnameh.errors import DataError, ParameterError
from karnameh.indicators.catalogue import INDICATORS, KEY, PUBLISHED
from karnameh.indicators.compute import NUMBERS
from karnameh.indicators.ratio import ratio
from karnameh.indicators.rollup import roll_up

COUNTS = [i.key for i in INDICATORS.values() if i.kind == "count" and i.numerator.sensitive]
COMPLEMENTS = [i.key for i in INDICATORS.values() if i.complement]
AMOUNTS = ["amount_loans", "amount_purchases"]


@pytest.fixture
def publish(tiny_suite):
    """The published row of one cell."""

    def one(
        indicator,
        numerator,
        denominator=None,
        threshold=5,
        status="reported",
        contributors=10,
        largest=0,
        delivered=1,
        expected=1,
    ):
        row = {
            "year": 1397,
            "area": "4001",
            "indicator": indicator,
            "breakdown": "",
            "category": "",
            "numerator": numerator,
            "denominator": denominator,
            "contributors": contributors,
            "largest": largest,
            "status": status,
            "delivered": delivered,
            "expected": expected,
        }
        rolled = pd.DataFrame([row]).astype(dict.fromkeys(NUMBERS, "Int64"))
        return protect(rolled, tiny_suite, Rule(threshold)).table.iloc[0]

    return one


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (0, 7, "0.0"),
        (7, 7, "100.0"),
        # Exactly half a tenth: to the even tenth.
        (1, 2000, "0.0"),
        (3, 2000, "0.2"),
        (5, 2000, "0.2"),
        (7, 2000, "0.4"),
        (9, 2000, "0.4"),
        (1, 16, "6.2"),
        (3, 16, "18.8"),
        (5, 16, "31.2"),
        (1, 80, "1.2"),
        (3, 80, "3.8"),
        (13, 80, "16.2"),
        (1997, 2000, "99.8"),
        (1999, 2000, "100.0"),
        # Just beside it: to the nearer tenth.
        (100_001, 160_000_000, "0.1"),
        (50_001, 100_000_000, "0.1"),
        (49_999, 100_000_000, "0.0"),
        (10**15 // 2 + 5 * 10**11 - 1, 10**15, "50.0"),
        (10**15 // 2 + 5 * 10**11 + 1, 10**15, "50.1"),
    ],
)
def test_a_share_is_rounded_half_to_even_from_the_exact_ratio(part, whole, printed):
    assert ratio(part, whole, 100) == printed


@pytest.mark.parametrize(
    ("plans", "supervisors", "printed"),
    [(9, 2, "4.5"), (1, 20, "0.0"), (3, 20, "0.2"), (5, 3, "1.7"), (2, 8, "0.2")],
)
def test_a_rate_per_one_is_rounded_so_too(plans, supervisors, printed):
    assert ratio(plans, supervisors, 1) == printed


def test_a_count_is_published_whole(publish):
    row = publish("count_jobs", 1234)
    assert (row["numerator"], row["denominator"], row["value"], row["unit"]) == (1234, "", "1234", "job")


def test_a_share_is_published_with_its_parts(publish):
    row = publish("share_jobs_women", 30, 70)
    assert (str(row["numerator"]), str(row["denominator"]), row["value"], row["unit"]) == (
        "30",
        "70",
        "42.9",
        "percent",
    )


@pytest.mark.parametrize("indicator", COUNTS)
@pytest.mark.parametrize(
    ("number", "status"), [(0, "reported"), (1, "suppressed"), (4, "suppressed"), (5, "reported")]
)
def test_a_sensitive_count_from_1_to_below_the_threshold_is_suppressed(publish, indicator, number, status):
    assert publish(indicator, number)["status"] == status


@pytest.mark.parametrize("indicator", ["count_visits", "count_supervisors", "target_jobs", "target_exits"])
@pytest.mark.parametrize("number", [1, 4])
def test_visits_supervisors_and_targets_are_not_sensitive(publish, indicator, number):
    assert publish(indicator, number)["status"] == "reported"


def test_a_suppressed_cell_says_nothing_of_its_numbers(publish):
    row = publish("share_employable", 3, 50)
    assert (row["status"], row["numerator"], row["denominator"], row["value"]) == ("suppressed", "", "", "")


@pytest.mark.parametrize("threshold", [0, 1])
@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_threshold_of_0_or_1_suppresses_no_count(publish, threshold, number):
    assert publish("count_jobs", number, threshold=threshold)["status"] == "reported"
    assert publish("share_jobs_women", number, 5, threshold=threshold)["status"] == "reported"


def test_a_threshold_of_0_suppresses_no_amount(publish):
    assert publish("amount_loans", 100, threshold=0, contributors=1, largest=100)["status"] == "reported"


@pytest.mark.parametrize("indicator", COMPLEMENTS)
@pytest.mark.parametrize(
    ("part", "whole", "status"),
    [
        (5, 10, "reported"),
        (0, 10, "reported"),
        (10, 10, "reported"),
        (4, 10, "suppressed"),  # the numerator
        (6, 10, "suppressed"),
        (9, 10, "suppressed"),  # the rest
        (0, 4, "suppressed"),
        (4, 4, "suppressed"),  # the denominator
        (0, 0, "not_defined"),
    ],
)
def test_a_share_is_suppressed_with_its_numerator_its_denominator_or_the_rest(
    publish, indicator, part, whole, status
):
    assert publish(indicator, part, whole)["status"] == status


@pytest.mark.parametrize(
    ("indicator", "part", "whole", "status"),
    [
        ("rate_exit", 9, 10, "reported"),
        ("rate_exit", 4, 10, "suppressed"),
        ("rate_exit", 0, 4, "suppressed"),
        ("rate_exit", 5, 5, "reported"),
        ("share_of_jobs_target", 9, 10, "reported"),
        ("share_of_jobs_target", 9, 2, "reported"),
        ("share_of_jobs_target", 4, 10, "suppressed"),
        ("share_of_exits_target", 4, 10, "suppressed"),
        ("share_visits_with_counselling", 1, 2, "reported"),
        ("rate_plans_per_supervisor", 9, 1, "reported"),
        ("rate_plans_per_supervisor", 4, 2, "suppressed"),
    ],
)
def test_the_rest_does_not_matter_where_it_counts_nobody(publish, indicator, part, whole, status):
    assert publish(indicator, part, whole)["status"] == status


@pytest.mark.parametrize("indicator", AMOUNTS)
@pytest.mark.parametrize(("contributors", "status"), [(1, "suppressed"), (4, "suppressed"), (5, "reported")])
def test_an_amount_is_suppressed_with_the_number_of_its_contributors(
    publish, indicator, contributors, status
):
    assert publish(indicator, 1_000_000, contributors=contributors, largest=250_000)["status"] == status


@pytest.mark.parametrize("indicator", AMOUNTS)
@pytest.mark.parametrize(
    ("largest", "status"), [(80_000, "reported"), (80_001, "suppressed"), (100_000, "suppressed")]
)
def test_an_amount_that_one_contributor_makes_up_by_more_than_80_percent_is_suppressed(
    publish, indicator, largest, status
):
    assert publish(indicator, 100_000, contributors=50, largest=largest)["status"] == status


def test_a_small_amount_of_many_and_an_amount_of_nobody_are_published(publish):
    assert publish("amount_loans", 3, contributors=5, largest=1)["value"] == "3"
    assert publish("amount_loans", 0, contributors=0, largest=0)["value"] == "0"


@pytest.mark.parametrize(
    "indicator", ["rate_exit", "rate_plans_per_supervisor", "share_visits_with_counselling"]
)
def test_a_denominator_of_0_is_not_defined(publish, indicator):
    row = publish(indicator, 0, 0)
    assert (row["status"], row["value"], row["numerator"], row["denominator"]) == ("not_defined", "", "", "")


def test_what_was_not_delivered_is_no_data_and_never_zero(publish):
    row = publish(
        "count_jobs", None, status="no_data", contributors=None, largest=None, delivered=0, expected=3
    )
    assert (row["status"], row["value"], row["numerator"], row["note"]) == ("no_data", "", "", "")


@pytest.mark.parametrize(
    ("delivered", "note"), [(5, "partial: 5 of 6"), (1, "partial: 1 of 6"), (6, ""), (0, "")]
)
def test_a_sum_of_some_counties_says_of_how_many(publish, delivered, note):
    assert publish("count_jobs", 100, delivered=delivered, expected=6)["note"] == note


@pytest.mark.parametrize(
    ("indicator", "part", "whole"),
    [("share_employable", 11, 10), ("share_trainees_completed", 2001, 2000), ("count_jobs", -1, None)],
)
def test_a_value_outside_the_believable_range_is_an_error_with_its_place(publish, indicator, part, whole):
    with pytest.raises(DataError, match=f"{indicator}, 1397, area 4001: .* is outside 0"):
        publish(indicator, part, whole, threshold=0)


def test_a_target_may_be_passed_many_times(publish):
    assert publish("share_of_jobs_target", 900, 10)["value"] == "9000.0"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "not found"),
        ("threshold = ", "not readable"),
        ("", "threshold must be"),
        ("threshold = -1", "threshold must be"),
        ('threshold = "5"', "threshold must be"),
        ("threshold = 5.0", "threshold must be"),
        ("threshold = true", "threshold must be"),
        (
            "treshold = 5",
            "unknown key 'treshold'; it takes threshold, profile, base. Did you mean 'threshold'?",
        ),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(tmp_path, text, says):
    if text is not None:
        (tmp_path / "disclosure.toml").write_text(text)
    with pytest.raises(ParameterError) as caught:
        Rule.read(tmp_path / "disclosure.toml")
    assert str(caught.value).startswith("params/disclosure.toml: ")
    assert says in str(caught.value)


@pytest.mark.parametrize("threshold", [0, 1, 5, 10])
def test_a_rule_is_read(tmp_path, threshold):
    (tmp_path / "disclosure.toml").write_text(f"threshold = {threshold}")
    assert Rule.read(tmp_path / "disclosure.toml") == Rule(threshold)


@pytest.mark.parametrize("threshold", [0, 2, 5])
def test_the_table_has_the_columns_of_the_contract_is_sorted_and_shows_numbers_only_where_reported(
    office_results, tiny_suite, threshold
):
    table = protect(roll_up(office_results, tiny_suite), tiny_suite, Rule(threshold)).table
    assert (
        list(table.columns)
        == PUBLISHED
        == [
            "year",
            "area",
            "area_name_en",
            "indicator",
            "breakdown",
            "category",
            "numerator",
            "denominator",
            "value",
            "unit",
            "status",
            "note",
        ]
    )
    keys = list(table[KEY].itertuples(index=False, name=None))
    assert keys == sorted(set(keys))
    hidden = table[table["status"] != "reported"]
    assert (hidden[["numerator", "denominator", "value"]] == "").all(axis=None)
    shown = table[table["status"] == "reported"]
    assert (shown["value"].astype(str) != "").all()
    assert set(table["area_name_en"]) == {"Nemuneh", "Baladast", "Miandasht", "Payindeh"}
