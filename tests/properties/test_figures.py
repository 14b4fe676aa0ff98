"""What holds for any registers: sums add up, small counts stay hidden, the order of rows does not matter."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karnameh.disclosure import Rule, protect
from karnameh.indicators.catalogue import INDICATORS, KEY
from karnameh.indicators.compute import COLUMNS, NUMBERS, compute
from karnameh.indicators.ratio import ratio
from karnameh.indicators.rollup import roll_up
from karnameh.registers.read import Registers, read_registers
from karnameh.registers.source import Source

COUNTIES = ("4001", "4002", "4003")
SENSITIVE = [i.key for i in INDICATORS.values() if i.kind == "count" and i.numerator.sensitive]
SHARES = [i.key for i in INDICATORS.values() if i.complement]
slow = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def county_results(draw):
    """Result rows of three counties: some counts, amounts and shares; some counties without data."""
    rows = []
    for indicator in (
        *draw(st.lists(st.sampled_from(SENSITIVE), min_size=1, max_size=3, unique=True)),
        "amount_loans",
        draw(st.sampled_from(SHARES)),
    ):
        for county in COUNTIES:
            whole = draw(st.integers(0, 30) | st.none())
            if whole is None:
                rows.append((1397, county, indicator, "", "", *[None] * 4, "no_data"))
            elif INDICATORS[indicator].denominator:
                part = draw(st.integers(0, whole))
                rows.append((1397, county, indicator, "", "", part, whole, part, 1, "reported"))
            else:
                most = draw(st.integers(0, whole))
                rows.append(
                    (
                        1397,
                        county,
                        indicator,
                        "",
                        "",
                        whole,
                        None,
                        draw(st.integers(0, whole)),
                        most,
                        "reported",
                    )
                )
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(NUMBERS, "Int64"))


@pytest.fixture(scope="module")
def one_year(tiny_suite):
    return replace(tiny_suite, years=(1397,))


@pytest.fixture(scope="module")
def rolled_office(office_results, tiny_suite):
    return roll_up(office_results, tiny_suite)


@slow
@given(results=county_results())
def test_a_province_is_the_sum_of_the_counties_that_delivered(one_year, results):
    rolled = roll_up(results, one_year)
    for row in rolled[rolled["area"] == "40"].itertuples():
        parts = results[(results["indicator"] == row.indicator) & (results["status"] == "reported")]
        assert (row.delivered, row.expected) == (len(parts), len(COUNTIES))
        assert row.status == ("reported" if len(parts) else "no_data")
        for name in ("numerator", "denominator", "contributors"):
            if parts[name].notna().any():
                assert getattr(row, name) == sum(parts[name])


@slow
@given(results=county_results(), threshold=st.integers(0, 12))
def test_no_count_or_part_of_a_share_from_1_to_below_the_threshold_is_published(one_year, results, threshold):
    published = protect(roll_up(results, one_year), one_year, Rule(threshold)).table
    for row in published[published["status"] == "reported"].itertuples():
        if row.indicator == "amount_loans":
            continue
        told = [int(row.numerator)]
        if row.denominator != "":
            told += [int(row.denominator), int(row.denominator) - int(row.numerator)]
        assert not [number for number in told if 1 <= number < threshold], row


@pytest.mark.parametrize("threshold", [2, 3, 5, 10])
def test_the_office_publishes_no_small_count(rolled_office, tiny_suite, threshold):
    published = protect(rolled_office, tiny_suite, Rule(threshold)).table
    counts = published[(published["status"] == "reported") & published["indicator"].isin(SENSITIVE)]
    assert not counts["value"].astype(int).between(1, threshold - 1).any()


@slow
@given(results=county_results(), low=st.integers(0, 10), more=st.integers(0, 10))
def test_raising_the_threshold_never_publishes_more(one_year, results, low, more):
    rolled = roll_up(results, one_year)
    few, many = (protect(rolled, one_year, Rule(threshold)).table for threshold in (low + more, low))
    assert not ((few["status"] == "reported") & (many["status"] != "reported")).any()


@slow
@given(results=county_results(), threshold=st.integers(0, 12))
def test_suppression_touches_neither_what_is_missing_nor_what_is_shown(one_year, results, threshold):
    rolled = roll_up(results, one_year)
    shown, plain = protect(rolled, one_year, Rule(threshold)).table, protect(rolled, one_year, Rule(0)).table
    assert ((shown["status"] == "no_data") == (plain["status"] == "no_data")).all()
    reported = shown["status"] == "reported"
    assert (shown.loc[reported, "value"] == plain.loc[reported, "value"]).all()


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_register_rows_changes_nothing(office, reference, seed):
    registers = read_registers(Source(office / "data" / "registers"), reference, "4002")
    shuffled = {
        name: table.sample(frac=1, random_state=seed).reset_index(drop=True)
        for name, table in registers.tables.items()
    }
    pd.testing.assert_frame_equal(
        compute(Registers(shuffled, reference, True), 1397, "4002"), compute(registers, 1397, "4002")
    )


@slow
@given(results=county_results(), seed=st.integers(0, 2**32 - 1))
def test_the_order_of_results_changes_nothing(one_year, results, seed):
    pd.testing.assert_frame_equal(
        roll_up(results.sample(frac=1, random_state=seed), one_year), roll_up(results, one_year)
    )


@given(part=st.integers(0, 10**12), whole=st.integers(1, 10**12), per=st.sampled_from([1, 100]))
def test_a_printed_ratio_is_the_nearest_tenth_and_the_even_one_of_two(part, whole, per):
    tenths = int(ratio(part, whole, per).replace(".", ""))
    distance = abs(part * per * 10 - tenths * whole)
    assert 2 * distance <= whole
    assert 2 * distance < whole or tenths % 2 == 0


def test_the_grid_is_kept_by_protection(rolled_office, tiny_suite):
    published = protect(rolled_office, tiny_suite, Rule(5)).table
    assert published[KEY].equals(rolled_office.sort_values(KEY, ignore_index=True)[KEY])
