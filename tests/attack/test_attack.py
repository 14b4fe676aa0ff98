"""What the attacker makes of a whole publication: statuses, releases, rounding, contradictions, order."""

import pandas as pd
import pytest

from karnameh.attack import COLUMNS, attack, misbelieved
from karnameh.attack.bounds import Bounds
from karnameh.attack.definitions import CATEGORIES
from karnameh.attack.facts import read
from karnameh.attack.model import FAR, Model
from karnameh.attack.system import system
from karnameh.errors import ParameterError

from .puzzles import PUZZLES
from .tables import KEY, NO_DATA, NOT_DEFINED, SUPPRESSED, cell, published

S = SUPPRESSED
#: Delinquent children by county and schooling, with each suppressed cell in company in its row and its column:
#: the example of unsafe suppression in Statistical Policy Working Paper 22 (Federal Committee on Statistical
#: Methodology, 1994), chapter II. The figures only; rows are counties here, columns places.
UNSAFE = [[15, S, S, S, 20], [20, S, S, 15, 55], [S, 10, 10, S, 25], [S, 14, 7, S, 35], [50, 35, 30, 20, 135]]


def _grid(rows: list[list]) -> dict:
    places = ["/place/village", "/place/deprived_area", "/place/small_town", "/place/city", ""]
    areas = ["2601", "2602", "2603", "2604", "26"]
    return {
        f"{area}/count_jobs{place}": said
        for area, row in zip(areas, rows, strict=True)
        for place, said in zip(places, row, strict=True)
    }


def found(cells: dict, *earlier: dict, **options) -> pd.DataFrame:
    return attack(published(cells), 5, [published(table) for table in earlier], **options)


class TestRows:
    def test_there_is_a_row_for_each_suppressed_cell_and_no_other(self):
        rows = found({"2601/count_jobs": 7, "2601/count_visits": S, "2601/count_jobs/sector/industry": S})
        assert rows.columns.tolist() == COLUMNS
        assert rows["indicator"].tolist() == ["count_jobs", "count_visits"]

    def test_a_table_without_suppressed_cells_has_none(self):
        assert found({"2601/count_jobs": 7}).empty

    def test_what_nothing_bounds_has_no_high(self):
        secret = cell(found({"2601/count_visits": S}), "2601/count_visits")
        assert (secret["low"], secret["exposed"], secret["relations"]) == (0, False, "")
        assert pd.isna(secret["high"])

    def test_rows_in_another_order_change_nothing(self):
        tables = [published(puzzle.cells) for puzzle in PUZZLES.values()]
        table = pd.concat(tables).drop_duplicates(KEY)
        expected = attack(table, 5)
        assert expected["exposed"].any()
        for seed in range(3):
            pd.testing.assert_frame_equal(attack(table.sample(frac=1, random_state=seed), 5), expected)

    def test_the_same_table_gives_the_same_answer(self):
        table = published(_grid(UNSAFE))
        pd.testing.assert_frame_equal(attack(table, 5), attack(table, 5))


class TestSums:
    def test_two_suppressed_in_every_row_and_column_are_not_always_safe(self):
        secret = cell(found(_grid(UNSAFE)), "2601/count_jobs/place/city")
        assert (secret["low"], secret["high"], secret["exposed"]) == (1, 1, True)
        assert secret["relations"] == "parts of a total; sum over counties"

    def test_with_one_more_suppressed_it_is(self):
        rows = [list(row) for row in UNSAFE]
        rows[2][1] = rows[2][2] = S
        secret = cell(found(_grid(rows)), "2601/count_jobs/place/city")
        assert secret["high"] > secret["low"]

    def test_a_county_that_did_not_deliver_is_not_in_the_sum(self):
        cells = {"26/count_jobs": [30, "partial: 2 of 3"], "2601/count_jobs": 27, "2602/count_jobs": S}
        secret = cell(found({**cells, "2603/count_jobs": NO_DATA}), "2602/count_jobs")
        assert (secret["low"], secret["high"]) == (3, 3)

    def test_a_sum_of_other_counties_than_the_table_has_is_no_sum(self):
        cells = {"26/count_jobs": [30, "partial: 4 of 5"], "2601/count_jobs": 27, "2602/count_jobs": S}
        assert not cell(found(cells), "2602/count_jobs")["exposed"]

    @pytest.mark.filterwarnings("error")
    def test_a_nation_of_which_one_province_delivered_is_that_province(self):
        visits, share = "count_visits", "share_visits_with_counselling"
        cells = {f"{area}/{key}": S for area in ("IR", "26", "2601", "2602") for key in (visits, share)}
        cells |= {f"{area}/{key}": NO_DATA for area in ("25", "2501") for key in (visits, share)}
        assert not found(cells)["exposed"].any()
        rows = found(cells | {f"IR/{visits}": [9, "partial: 2 of 3"], f"2601/{visits}": 2})
        assert cell(rows, f"2602/{visits}")["low"] == 7

    def test_the_district_of_a_province_is_that_of_its_county(self):
        key = "count_trainees/district/260101"
        cells = {f"26/{key}": 3, f"2601/{key}": S, "2602/count_trainees/district/260201": 8}
        assert cell(found(cells), f"2601/{key}")["exposed"]

    def test_a_rate_of_fewer_counties_than_the_count_is_another_figure(self):
        cells = {
            "26/count_active_plans": S,
            "2601/count_active_plans": S,
            "2602/count_active_plans": S,
            "26/rate_plans_per_supervisor": [(30, 2), "partial: 1 of 2"],
            "2601/rate_plans_per_supervisor": (30, 2),
            "2602/rate_plans_per_supervisor": NO_DATA,
        }
        rows = found(cells)
        assert cell(rows, "2601/count_active_plans")["exposed"]
        assert not cell(rows, "26/count_active_plans")["exposed"]


class TestTargets:
    CELLS = {"26/target_jobs": 100, "2601/target_jobs": 40, "2602/target_jobs": S}

    def test_a_target_of_its_own_is_seen_by_the_counties_without_one(self):
        cells = {**self.CELLS, "2603/target_jobs": NO_DATA}
        assert not cell(found(cells), "2602/target_jobs")["exposed"]

    def test_a_sum_that_says_so_is_one(self):
        cells = {**self.CELLS, "26/target_jobs": [100, "partial: 2 of 3"], "2603/target_jobs": NO_DATA}
        assert cell(found(cells), "2602/target_jobs")["low"] == 60

    def test_a_target_smaller_than_its_parts_is_its_own(self):
        cells = {**self.CELLS, "26/target_jobs": 30}
        assert not cell(found(cells), "2602/target_jobs")["exposed"]

    def test_the_share_of_an_own_target_counts_the_jobs_of_every_county(self):
        cells = {
            "26/target_jobs": 100,
            "2601/target_jobs": NO_DATA,
            "2602/target_jobs": NO_DATA,
            "26/share_of_jobs_target": (43, 100),
            "2601/share_of_jobs_target": NO_DATA,
            "2602/share_of_jobs_target": NO_DATA,
            "26/count_jobs": S,
            "2601/count_jobs": 40,
            "2602/count_jobs": S,
        }
        rows = found(cells)
        assert cell(rows, "26/count_jobs")["low"] == 43
        assert cell(rows, "2602/count_jobs")["low"] == cell(rows, "2602/count_jobs")["high"] == 3

    def test_the_share_of_a_sum_of_targets_counts_the_jobs_of_its_counties(self):
        cells = {
            "26/target_jobs": [90, "partial: 1 of 2"],
            "2601/target_jobs": 90,
            "2602/target_jobs": NO_DATA,
            "26/share_of_jobs_target": [(43, 90), "partial: 1 of 2"],
            "2601/share_of_jobs_target": S,
            "2602/share_of_jobs_target": NO_DATA,
            "26/count_jobs": S,
            "2601/count_jobs": S,
            "2602/count_jobs": S,
        }
        rows = found(cells)
        assert cell(rows, "2601/count_jobs")["low"] == cell(rows, "2601/count_jobs")["high"] == 43
        assert not cell(rows, "26/count_jobs")["exposed"]


class TestShares:
    def test_a_share_that_is_not_defined_says_that_its_whole_is_none(self):
        cells = {"2601/share_jobs_women": NOT_DEFINED, "2601/count_jobs": S}
        assert cell(found(cells), "2601/count_jobs")["high"] == 0

    def test_a_rate_that_is_not_defined_leaves_its_numerator_open(self):
        cells = {"2601/rate_exit": NOT_DEFINED, "2601/count_exits_self_reliance": S}
        assert not cell(found(cells), "2601/count_exits_self_reliance")["exposed"]

    def test_the_rest_of_a_share_must_stay_unknown_too(self):
        cells = {"26/count_trainees": 63, "26/share_trainees_completed": (60, 63)}
        cells |= {
            f"{c}/{i}": S for c in ("2601", "2602") for i in ("count_trainees", "share_trainees_completed")
        }
        share = cell(found(cells), "2601/share_trainees_completed")
        assert (share["exposed"], share["figure"]) == (True, "rest")
        assert "sum over counties" in share["relations"]

    def test_a_ratio_that_cannot_be_another_is_known(self):
        cells = {
            "2601/share_visits_with_counselling": S,
            "2601/count_visits": S,
            "26/share_visits_with_counselling": (40, 40),
            "26/count_visits": 40,
            "2602/share_visits_with_counselling": S,
            "2602/count_visits": S,
        }
        share = cell(found(cells), "2601/share_visits_with_counselling")
        assert (share["low"], share["high"], share["figure"]) == (0, 40, "ratio")

    def test_a_share_of_what_is_not_known_either_is_hidden(self):
        cells = {"2601/share_visits_with_counselling": S, "2601/count_visits": S}
        assert not found(cells)["exposed"].any()


class TestAmounts:
    PARTS = {f"2601/amount_purchases/product/{p}": 0 for p in ("tableau_carpet", "other")}

    def test_an_amount_known_to_a_tenth_is_exposed(self):
        parts = [f"2601/amount_loans/channel/{c}" for c in CATEGORIES["channel"]]
        cells = dict.fromkeys(parts, 0) | {"2601/amount_loans": 1_000, parts[0]: S, parts[1]: S}
        bounds = {"2601/count_purchases": 900, "2601/amount_purchases": S}
        assert not found(cells | bounds)["exposed"].any()
        # Between them they have 1,000; of the one it is known that it is some 900 to 1,000.
        known = {"26/amount_loans/channel/bank_loan": [950, "rounded"], parts[0]: S}
        secret = cell(found(cells | known, base=50, exact=True), parts[0])
        assert (secret["low"], secret["high"], secret["exposed"]) == (901, 999, True)

    def test_two_amounts_with_all_that_they_share_are_wide_enough(self):
        cells = {**self.PARTS, "2601/amount_purchases": 25_000_000}
        cells |= {"2601/amount_purchases/product/carpet": S, "2601/amount_purchases/product/kilim": S}
        rows = found(cells, exact=True)
        assert rows[["low", "high"]].to_numpy().tolist() == [[0, 25_000_000]] * 2
        assert not rows["exposed"].any()

    def test_an_amount_known_to_be_nothing_is_exposed(self):
        cells = {"2601/amount_purchases": 0, "2601/amount_purchases/product/carpet": S}
        cells |= {f"2601/amount_purchases/product/{p}": 0 for p in ("kilim", "tableau_carpet", "other")}
        assert cell(found(cells), "2601/amount_purchases/product/carpet")["exposed"]


class TestReleases:
    OLD = {"26/count_jobs": S, "2601/count_jobs": 37, "2602/count_jobs": S}
    NEW = {"26/count_jobs": 40, "2601/count_jobs": S, "2602/count_jobs": S}

    def test_neither_gives_away_what_both_together_do(self):
        assert not found(self.NEW)["exposed"].any()
        assert not found(self.OLD)["exposed"].any()
        secret = cell(found(self.NEW, self.OLD), "2602/count_jobs")
        assert (secret["low"], secret["high"]) == (3, 3)
        assert secret["relations"] == "releases together; sum over counties"

    def test_cells_of_the_earlier_release_are_attacked_too(self):
        rows = found(self.NEW, self.OLD)
        assert cell(rows, "26/count_jobs", release=1)["exposed"]
        assert cell(rows, "2601/count_jobs")["relations"] == "releases together"

    def test_a_county_that_was_revised_is_another(self):
        seen = {"2601/count_visits": 9}, {"2601/count_visits": 8}
        assert not found(self.NEW | seen[0], self.OLD | seen[1])["exposed"].any()

    @pytest.mark.parametrize("county", ["2601", "2602"])
    def test_what_has_to_do_with_other_things_may_be_revised(self, county):
        seen = {f"{county}/count_purchases": 9}, {f"{county}/count_purchases": 8}
        assert cell(found(self.NEW | seen[0], self.OLD | seen[1]), "2602/count_jobs")["exposed"]

    def test_another_county_may_be_revised(self):
        """40 jobs, 9 in the county that was revised, 28 in the one that was told before: 3 in the last."""
        old = {"26/count_jobs": S, "2601/count_jobs": 28, "2602/count_jobs": S, "2603/count_jobs": 8}
        new = {"26/count_jobs": 40, "2601/count_jobs": S, "2602/count_jobs": S, "2603/count_jobs": 9}
        secret = cell(found(new, old), "2602/count_jobs")
        assert (secret["low"], secret["high"], secret["exposed"]) == (3, 3, True)
        assert not found(new, old, revised=["2601"])["exposed"].any()

    def test_where_a_sum_was_revised_any_that_did_not_tell_may_be(self):
        """The second county had 3 of 40; now they are 41, and the first, which was told, may have one more."""
        old = {"26/count_jobs": 40, "2601/count_jobs": 37, "2602/count_jobs": S}
        rows = found({"26/count_jobs": 41, "2601/count_jobs": S, "2602/count_jobs": S}, old)
        assert cell(rows, "2602/count_jobs", release=1)["exposed"]
        assert not cell(rows, "2602/count_jobs")["exposed"]

    def test_where_the_sum_of_a_province_is_the_same_another_was_revised(self):
        """The nation has one more, this province none: its first county has 37 still, the other 3."""
        old = {"IR/count_jobs": 90, "26/count_jobs": 40, "2601/count_jobs": 37, "2602/count_jobs": S}
        old |= {"27/count_jobs": S, "2701/count_jobs": S}
        new = old | {"IR/count_jobs": 91, "2601/count_jobs": S}
        assert cell(found(new, old), "2602/count_jobs")["exposed"]

    def test_a_revised_year_leaves_the_others_as_they_are(self):
        seen = {"1396/2601/count_visits": 9}, {"1396/2601/count_visits": 8}
        assert found(self.NEW | seen[0], self.OLD | seen[1])["exposed"].any()

    def test_a_county_that_has_delivered_since_is_the_difference_of_the_sums(self):
        old = {"26/count_jobs": [37, "partial: 1 of 2"], "2601/count_jobs": S, "2602/count_jobs": NO_DATA}
        secret = cell(found(self.NEW, old), "2602/count_jobs")
        assert (secret["low"], secret["high"]) == (3, 3)

    def test_the_second_earlier_release_counts_as_the_first(self):
        other = {"26/count_jobs": S, "2601/count_jobs": S, "2602/count_jobs": S}
        assert cell(found(self.NEW, other, self.OLD), "2602/count_jobs")["exposed"]


class TestWhatIsTakenForGranted:
    """Of 40 plans 30 went on and 6 deviated: 4 came to their end, unless one that deviated did too."""

    PLANS = {"2601/count_plans_supervised": 40, "2601/count_active_plans": 30, "2601/count_plans_deviated": 6}

    @pytest.mark.parametrize("ended, contradicted", [(4, []), (5, ["2601"])])
    def test_a_table_that_tells_everything_shows_where_it_is_not_so(self, ended, contradicted):
        table = published(self.PLANS | {"2601/share_plans_all_stages": (2, ended)})
        assert misbelieved(table) == contradicted


class TestRounding:
    CELLS = {"26/count_jobs": [40, "rounded"], "2601/count_jobs": 37, "2602/count_jobs": S}

    def test_a_rounded_figure_lies_within_one_base(self):
        secret = cell(found(self.CELLS, base=3, exact=True), "2602/count_jobs")
        assert (secret["low"], secret["high"]) == (1, 5)
        assert "rounding" in secret["relations"]

    def test_a_larger_base_hides_more(self):
        assert not cell(found(self.CELLS, base=5), "2602/count_jobs")["exposed"]

    def test_the_note_may_stand_among_others(self):
        cells = {**self.CELLS, "26/count_jobs": [40, "partial: 2 of 3; rounded"], "2603/count_jobs": NO_DATA}
        assert cell(found(cells, base=3, exact=True), "2602/count_jobs")["high"] == 5

    def test_without_a_base_a_rounded_figure_is_refused(self):
        with pytest.raises(ParameterError, match="base"):
            found(self.CELLS)

    def test_of_rounded_cells_only_those_that_are_exposed_are_told(self):
        cells = {"2601/share_plans_visited": [(5, 10), "rounded"], "2601/count_visits": 6}
        assert found(cells, base=5).empty
        secret = cell(found(cells | {"2601/count_visits": 5}, base=5), "2601/share_plans_visited")
        assert (secret["low"], secret["high"], secret["figure"]) == (1, 5, "numerator")
        assert "rounding" in secret["relations"]

    def test_that_all_below_the_threshold_is_possible_is_enough(self):
        cells = {"2601/share_plans_visited": [(0, 10), "rounded"]}
        assert found(cells | {"2601/count_visits": 4}, base=5).empty
        assert not found(cells | {"2601/count_visits": 3}, base=5).empty

    def test_what_is_surely_nothing_tells_of_nobody(self):
        assert found({"2601/count_plans_started": 0, "2601/count_jobs": [0, "rounded"]}, base=5).empty

    def test_a_share_that_is_not_defined_may_be_out_of_few(self):
        cells = {"2601/share_jobs_women": [NOT_DEFINED, "rounded"], "2601/count_jobs": S}
        said = cell(found(cells, base=5, exact=True), "2601/count_jobs")
        assert (said["low"], said["high"]) == (0, 4)

    def test_a_year_with_a_count_rounded_otherwise_is_another(self):
        old, new = ({"2601/count_jobs": [number, "rounded"]} for number in (5, 10))
        assert found(new, old, base=5).empty
        assert found(new | {"2601/count_jobs": 6}, old, base=5).empty

    def test_the_denominator_and_the_rest_must_not_be_known_either(self):
        cells = {
            "2601/share_plans_visited": [(10, 10), "rounded"],
            "2601/count_plans_supervised": [10, "rounded"],
        }
        cells |= {"1396/2601/count_active_plans": 9, "2601/count_plans_started": 2, "2601/count_visits": 40}
        assert "count_plans_supervised" in set(found(cells, base=5)["indicator"])

    def test_visits_may_be_known(self):
        cells = {f"2601/count_visits/stage/{stage}": [5, "rounded"] for stage in CATEGORIES["stage"]}
        assert found(cells | {"2601/count_visits": 15}, base=5).empty

    def test_a_ratio_printed_from_the_true_numbers_tells_them(self):
        table = published({"2601/share_jobs_women": [(50, 100), "rounded"], "2601/count_jobs": S})
        said = cell(attack(table, 5, base=5, exact=True), "2601/count_jobs")
        assert (said["low"], said["high"]) == (96, 104)
        table.loc[0, "value"] = "50.5"  # of 48 in 95, or so: not of 50 in 100
        told = cell(attack(table, 5, base=5, exact=True), "2601/count_jobs")
        true = [d for n in range(46, 55) for d in range(96, 105) if f"{100 * n / d:.1f}" == "50.5"]
        assert (told["low"], told["high"]) == (min(true), max(true))


def test_a_cell_of_which_no_table_is_found_is_called_exposed(monkeypatch):
    cells = {"26/count_jobs": 90, "2601/count_jobs": S, "2602/count_jobs": S}
    assert not found(cells)["exposed"].any()
    monkeypatch.setattr(Model, "best", lambda *_: None)
    rows = found(cells)
    assert rows["exposed"].all()
    assert set(rows["relations"]) == {"undecided"}


def test_a_count_that_money_alone_bounds_is_not_reckoned_as_large_as_that():
    """With numbers of such different sizes the solver finds no table."""
    tied = system(
        [read(published({"2601/amount_purchases": 89_000_000, "2601/count_purchases": S}))], None, ()
    )
    bounds = Bounds(tied)
    bounds.tighten(tied.constraints)
    model = Model(bounds, tied.constraints)
    assert model.far.tolist() == [FAR] and model.high.tolist() == [FAR]
    secret = cell(
        found({"2601/amount_purchases": 89_000_000, "2601/count_purchases": S}, exact=True),
        "2601/count_purchases",
    )
    assert (secret["low"], secret["high"]) == (1, 89_000_000)


class TestContradictions:
    def test_a_relation_between_published_figures_that_does_not_hold_is_passed_over(self):
        cells = {"26/count_jobs": 40, "2601/count_jobs": 20, "2602/count_jobs": 7}
        cells |= {"2601/count_plans_started": S, "2602/count_plans_started": 2, "26/count_plans_started": 5}
        secret = cell(found(cells), "2601/count_plans_started")
        assert (secret["low"], secret["high"]) == (3, 3)

    def test_a_relation_that_leaves_no_value_is_dropped(self):
        cells = {"26/count_jobs": 30, "2601/count_jobs": 37, "2602/count_jobs": S}
        assert not cell(found(cells), "2602/count_jobs")["exposed"]

    def test_the_others_still_hold_beside_it(self):
        cells = {
            "26/count_jobs": 30,
            "2601/count_jobs": 37,
            "2602/count_jobs": S,
            "2602/count_plans_started": S,
        }
        cells |= {"26/count_plans_started": 12, "2601/count_plans_started": 9}
        secret = cell(found(cells), "2602/count_plans_started")
        assert (secret["low"], secret["high"]) == (3, 3)

    def test_a_figure_published_twice_in_two_ways_is_two_figures(self):
        cells = {"2601/count_employable_households": 12, "2601/share_employable": (13, 40)}
        cells |= {"2601/count_employable_without_plan": S}
        assert cell(found(cells, exact=True), "2601/count_employable_without_plan")["high"] == 12

    def test_what_is_nearly_always_true_is_given_up_where_it_cannot_be(self):
        cells = {
            "2601/count_plans_supervised": 70,
            "2601/count_active_plans": 60,
            "2601/share_plans_all_stages": (5, 9),
            "2601/count_plans_deviated": S,
            "2601/count_plans_deviated/deviation_reason/death": 6,
        }
        cells |= {f"2601/count_plans_deviated/deviation_reason/{r}": S for r in ("other", "migration")}
        cells |= {f"2601/count_plans_deviated/deviation_reason/{r}": 0 for r in ("inability", "better_job")}
        secret = cell(found(cells, exact=True), "2601/count_plans_deviated")
        assert (secret["low"], secret["high"]) == (6, 10)
