"""Releases one after the other: neither gives away what the other hides, and what is told is told."""

from dataclasses import replace

import pandas as pd
import pytest

from karnameh.attack import attack
from karnameh.audit import audit
from karnameh.disclosure import Rule, protect
from karnameh.disclosure.memory import remembered
from karnameh.disclosure.unknowns import system
from karnameh.errors import DataError, ParameterError
from karnameh.gate import publishable
from karnameh.indicators.catalogue import KEY
from karnameh.publication import About, Publication
from karnameh.releases import hold_to_profile, values_before

from .cells import THRESHOLD, Money, exposed, joined, kept, published, rolled, showing, suite_for, suppressed
from .registers import Lot, correcting, country, delivering_late, drawn, suite_of

RULE = Rule(THRESHOLD)


def jobs(*counts: int | None) -> dict:
    return {f"41{number:02}/count_jobs": count for number, count in enumerate(counts, 1)}


class TestWhatWasTold:
    """3, 17 and 20 jobs; the first release hid the third county beside the first, not the second."""

    CELLS = jobs(3, 17, 20)
    FIRST = showing(CELLS, "4101/count_jobs", "4103/count_jobs")

    def test_alone_another_county_would_be_hidden(self):
        assert suppressed(published(self.CELLS)) == {"4101/count_jobs", "4102/count_jobs"}

    def test_which_together_with_the_first_release_gives_the_small_one_away(self):
        assert "4101/count_jobs" in exposed(published(self.CELLS), earlier=[self.FIRST])

    def test_so_what_was_told_is_not_hidden_again(self):
        shown = published(self.CELLS, earlier=[self.FIRST])
        assert suppressed(shown) == {"4101/count_jobs", "4103/count_jobs"}
        assert not exposed(shown, earlier=[self.FIRST])

    def test_an_older_release_counts_as_the_last(self):
        last = showing(self.CELLS, *(f"{area}/count_jobs" for area in ("41", "4101", "4102", "4103")))
        assert suppressed(published(self.CELLS, earlier=[last, self.FIRST])) == {
            "4101/count_jobs",
            "4103/count_jobs",
        }

    def test_a_figure_that_was_revised_may_be_hidden(self):
        before = showing(jobs(9, 16, 20))
        shown = published(self.CELLS, earlier=[before])
        assert suppressed(shown) == {"4101/count_jobs", "4102/count_jobs"}
        assert not exposed(shown, earlier=[before])

    def test_what_tells_of_few_is_hidden_though_it_was_told(self):
        everything = showing(self.CELLS)
        assert "4101/count_jobs" in suppressed(published(self.CELLS, earlier=[everything]))

    def known(self, cells: dict, before: pd.DataFrame) -> set[frozenset[str]]:
        """The sums that a release gives away, by the counties in them."""
        rows = rolled(cells).sort_values(KEY, ignore_index=True)
        tied = system(rows)
        more, given, _ = remembered(rows, tied, [before])
        sums = [e for e in more.equations[len(tied.equations) :] if given[list(e.unknowns[-2:])].all()]
        return {frozenset(more.areas[u] for u in e.unknowns[:-2]) for e in sums}

    def test_what_was_hidden_may_be_more_or_less_by_turns_so_that_no_more_is_hidden(self):
        """Carpets of 1,000 million need room for 250: 200 more or 100 less there could be, no 250 in one way."""
        paid = {"4101": (1000, 200), "4102": (1000, 100)}
        cells = {f"{county}/amount_purchases": Money(sum(of) * 10**6) for county, of in paid.items()}
        products = {
            f"{county}/amount_purchases/product/{product}": Money(million * 10**6)
            for county, of in paid.items()
            for product, million in zip(("carpet", "kilim"), of, strict=True)
        }
        before = showing(cells | products, *products)
        assert suppressed(published(cells | products, earlier=[before])) == set(products)

    def test_so_is_the_sum_of_those_that_were_hidden_and_have_not_changed(self):
        """40 less 20: the first two had 20 and have them still, though the third has one more."""
        before = showing(self.CELLS, "4101/count_jobs", "4102/count_jobs")
        assert self.known(jobs(3, 17, 21), before) == {frozenset({"4101", "4102"})}
        assert self.known(jobs(3, 17, 20), before) == set()

    def test_not_where_one_of_them_has_changed(self):
        before = showing(self.CELLS, "4101/count_jobs", "4102/count_jobs")
        assert self.known(jobs(4, 17, 21), before) == set()

    def test_the_nation_is_the_sum_of_counties_though_a_province_did_not_tell(self):
        """60 jobs, 40 of them told: the others of the two provinces had 20, by way of sums of each."""
        cells = {"4101/count_jobs": 3, "4102/count_jobs": 20, "4201/count_jobs": 17, "4202/count_jobs": 20}
        before = showing(cells, "4101/count_jobs", "41/count_jobs", "4201/count_jobs", "42/count_jobs")
        assert self.known(cells, before) == set()
        assert self.known(cells | {"4202/count_jobs": 21}, before) == {frozenset({"41", "42"})}

    def test_a_sum_that_lacked_counties_is_another_figure_though_it_came_to_as_much(self):
        before = kept(published(jobs(None, 17, 30), threshold=0))
        cells = rolled(jobs(3, 17, 27)).sort_values(KEY, ignore_index=True)
        tied, given, _ = remembered(cells, system(cells), [before])
        rows = {joined(row): number for number, row in cells.iterrows()}
        assert given[tied.numerators[rows["4102/count_jobs"]]]
        assert not given[tied.numerators[rows["41/count_jobs"]]]

    def test_a_sum_that_lacked_counties_and_was_hidden_is_not_told_by_what_came_late(self):
        """The province less the late county has 37: so much had the two together, which the first release hid."""
        hidden = "4101/count_jobs", "4102/count_jobs", "41/count_jobs"
        before = showing(jobs(17, 20, None), *hidden)
        assert "41/count_jobs" in {
            joined(row)
            for _, row in attack(showing(jobs(17, 20, 30), *hidden[:2]), 5, [before]).iterrows()
            if row["release"] == 1 and row["exposed"]
        }
        shown = published(jobs(17, 20, 30), earlier=[before])
        assert set(hidden[:2]) < suppressed(shown)
        assert not exposed(shown, earlier=[before])


class TestWhatWasHidden:
    """3, 17 and 20 jobs, of which the first two were hidden; then a late report comes in."""

    FIRST = kept(published(jobs(3, 17, 20)))
    HIDDEN = {"4101/count_jobs", "4102/count_jobs"}

    def test_stays_hidden_for_it_would_tell_what_was_hidden_beside_it(self):
        """45 less 17 and 20 are 8 now; 40 less 17 and 20, told now, were 3."""
        assert suppressed(self.FIRST) == self.HIDDEN
        assert suppressed(published(jobs(8, 17, 20))) == set()
        assert suppressed(published(jobs(8, 17, 20), earlier=[self.FIRST])) == self.HIDDEN

    def test_in_the_edition_after_the_next_too(self):
        second = kept(published(jobs(8, 17, 20), earlier=[self.FIRST]))
        assert suppressed(published(jobs(8, 17, 20), earlier=[second, self.FIRST])) == self.HIDDEN

    def test_save_a_sum_that_lacked_counties(self):
        first = kept(published(jobs(3, None)))
        assert "41/count_jobs" in suppressed(first)
        assert suppressed(published(jobs(30, 50), earlier=[first])) == self.HIDDEN

    def test_not_inside_the_office(self):
        assert suppressed(published(jobs(8, 17, 20), threshold=0, earlier=[self.FIRST])) == set()


def test_a_county_that_has_delivered_since_gives_no_other_away():
    before = kept(published(jobs(3, None, 20, 300)))
    shown = published(jobs(3, 4, 20, 300), earlier=[before])
    assert not exposed(shown, earlier=[before])


def test_where_only_what_was_told_could_hide_it_that_is_hidden_for_who_doubts_that_it_is_still_so():
    """Nobody was visited in a county, it was told; now it turns out that three could have been."""
    first = {"4101/count_visits": 0, "4102/count_visits": 120}
    now = first | {"4101/share_plans_visited": (0, 3), "4102/share_plans_visited": (40, 90)}
    now |= {"4101/count_plans_supervised": 3, "4102/count_plans_supervised": 90}
    shown = published(now, earlier=[showing(first)])
    assert "4101/count_visits" in suppressed(shown) and not exposed(shown)


class TestAudit:
    CELLS = jobs(3, 17, 20)

    def test_what_an_earlier_release_told_otherwise_is_no_excuse(self):
        shown = showing(self.CELLS, "4101/count_jobs")
        first = showing(jobs(9, 17, 20))
        with pytest.raises(DataError, match="1397/4101/count_jobs//: numerator"):
            audit(shown, RULE, [first], rolled(self.CELLS))
        audit(shown, RULE, [showing(self.CELLS)], rolled(self.CELLS))

    def test_what_both_together_give_away_stops_a_build(self):
        first = showing(self.CELLS, "4101/count_jobs", "4103/count_jobs")
        with pytest.raises(DataError, match="1397/4101/count_jobs.*releases together"):
            audit(published(self.CELLS), RULE, [first])

    def test_what_an_earlier_release_told_outright_does_not(self):
        audit(published(self.CELLS), RULE, [showing(self.CELLS)])

    @pytest.mark.parametrize(("jobs_there", "stops"), [(3, True), (2, False)])
    def test_what_an_attacker_wrongly_believes_does_not_either(self, jobs_there, stops):
        shown = showing(self.CELLS, "4101/count_jobs")  # 3 by what is left of the sum
        truth = rolled(self.CELLS)
        truth.loc[truth["area"] == "4101", "numerator"] = jobs_there
        if stops:
            with pytest.raises(DataError, match="1397/4101/count_jobs"):
                audit(shown, RULE, truth=truth)
        else:
            audit(shown, RULE, truth=truth)

    def test_nor_what_else_follows_from_such_a_belief(self):
        """One of 8 plans that ended deviated later, so 60 are active, 4 deviated, 8 ended, and 70 were supervised."""
        cells = {"count_active_plans": 60, "share_plans_all_stages": (6, 8), "count_plans_supervised": 70}
        reasons = {"": 4, "/deviation_reason/death": 1, "/deviation_reason/other": 3}
        cells |= {f"count_plans_deviated{reason}": count for reason, count in reasons.items()}
        others = ("better_job", "inability", "migration")
        cells |= {f"count_plans_deviated/deviation_reason/{other}": 0 for other in others}
        here = {f"4101/{name}": count for name, count in cells.items()}
        hidden = [f"{area}/count_plans_deviated{reason}" for area in ("41", "4101") for reason in reasons]
        shown = showing(here, *hidden)
        assert exposed(shown) == set(hidden)
        audit(shown, RULE, truth=rolled(here))

    def test_nor_what_it_gave_away_by_itself(self):
        before = showing(self.CELLS, "4101/count_jobs")
        audit(published(self.CELLS, earlier=[before]), RULE, [before])

    def test_nor_what_two_earlier_ones_gave_away_together(self):
        older = showing(self.CELLS, "4101/count_jobs", "4103/count_jobs")
        newer = showing(self.CELLS, "4101/count_jobs", "4102/count_jobs")
        shown = published(self.CELLS, earlier=[newer, older])
        assert "4101/count_jobs" in suppressed(shown)
        audit(shown, RULE, [newer, older])

    def test_what_can_still_be_hidden_is(self):
        """The first release gave a county away in 1397; another year is new and is protected."""
        before = showing(self.CELLS, "4101/count_jobs")
        cells = self.CELLS | {f"1396/{key}": count for key, count in self.CELLS.items()}
        shown = published(cells, earlier=[before])
        assert {"1396/4101/count_jobs", "1396/4102/count_jobs"} <= suppressed(shown)
        audit(shown, RULE, [before])

    def test_what_this_release_gives_away_stops_a_build_whatever_was_before(self):
        careless = showing(self.CELLS, "4101/count_jobs")
        with pytest.raises(DataError, match="1397/4101/count_jobs.*sum over counties"):
            audit(careless, RULE, [showing(self.CELLS, *(f"410{n}/count_jobs" for n in (1, 2, 3)))])

    def test_no_number_is_in_the_error(self):
        cells = jobs(3, 1717, 2020)
        with pytest.raises(DataError) as caught:
            audit(showing(cells, "4101/count_jobs"), RULE)
        said = str(caught.value)
        assert "1397/4101/count_jobs" in said
        assert not {"3", "1717", "2020", "3740"} & set(said.replace("/", " ").replace(":", " ").split())

    def test_without_a_rule_nothing_is_looked_for(self):
        audit(showing(self.CELLS, "4101/count_jobs"), Rule(0))


class TestNotes:
    def notes(self, now: dict, before: pd.DataFrame) -> dict[str, str]:
        shown = published(now, earlier=[before])
        return {joined(row): row["note"] for _, row in shown.iterrows()}

    def test_a_figure_that_is_told_otherwise_is_revised(self):
        notes = self.notes(jobs(30, 40), showing(jobs(30, 41)))
        assert notes == {"41/count_jobs": "revised", "4101/count_jobs": "", "4102/count_jobs": "revised"}

    def test_the_note_stands_after_others(self):
        notes = self.notes(jobs(30, 40, None), showing(jobs(30, 41, None)))
        assert notes["41/count_jobs"] == "partial: 2 of 3; revised"

    def test_what_is_hidden_or_was_is_not_called_revised(self):
        notes = self.notes(jobs(3, 40, 50), showing(jobs(30, 40, 50)))
        assert notes["4101/count_jobs"] == ""
        notes = self.notes(jobs(30, 40, 50), showing(jobs(31, 40, 50), "4101/count_jobs", "4102/count_jobs"))
        assert notes["4101/count_jobs"] == ""

    def test_only_the_last_release_counts(self):
        last, older = showing(jobs(30, 40)), showing(jobs(29, 40))
        shown = published(jobs(30, 40), earlier=[last, older])
        assert (shown["note"] == "").all()

    def test_a_share_is_revised_by_its_value(self):
        share = "4101/share_trainees_completed"
        notes = self.notes({share: (20, 40)}, showing({share: (30, 60)}))
        assert notes[share] == ""
        assert self.notes({share: (20, 40)}, showing({share: (20, 41)}))[share] == "revised"


def test_figures_of_years_to_come_are_new(rolled_office, tiny_suite):
    """A release with a year more: what the first one told is told again, or hidden without giving it away."""
    first = rolled_office[rolled_office["year"] == 1396]
    before = kept(protect(first, tiny_suite, Rule(2)).table)
    shown = protect(rolled_office, tiny_suite, Rule(2), [before]).table
    audit(shown, Rule(2), [before])
    assert set(map(tuple, before[KEY].to_numpy())) < set(map(tuple, shown[KEY].to_numpy()))


class TestWhatIsNotDefined:
    """No plan ended, so no share of those that ended had every visit: it tells that there was none."""

    CELLS = {"4101/share_plans_all_stages": (0, 0), "4102/share_plans_all_stages": (30, 70)}
    CELLS |= {"4101/rate_plans_per_supervisor": (12, 0), "4102/rate_plans_per_supervisor": (70, 2)}

    def test_an_earlier_release_told_what_it_is_out_of_and_of_a_part_the_part(self):
        cells = rolled(self.CELLS).sort_values(KEY, ignore_index=True)
        tied, given, _ = remembered(cells, system(cells), [showing(self.CELLS)])
        rows = {joined(row): number for number, row in cells.iterrows()}
        share, rate = rows["4101/share_plans_all_stages"], rows["4101/rate_plans_per_supervisor"]
        assert given[tied.denominators[share]] and given[tied.numerators[share]]
        assert given[tied.denominators[rate]] and not given[tied.numerators[rate]]

    def test_to_say_so_now_gives_nothing_away_that_was_hidden(self):
        share = "4101/share_plans_all_stages"
        first = showing(self.CELLS, share, "4102/share_plans_all_stages")
        assert share not in exposed(first) and share in exposed(showing(self.CELLS), earlier=[first])
        audit(showing(self.CELLS), RULE, [first])


def test_an_edition_of_one_of_two_provinces_is_held_to_the_one_before():
    """Without the other province only the attacker knows what the nation's sums tell of this one."""
    both = suite_of(country(2, 2), 1396, 1397)
    one = replace(both, provinces=both.provinces[:1], whole_country=False)
    first = kept(protect(drawn(0, both, Lot(12), delivering_late(0)), both, RULE).table)
    cells = drawn(0, one, Lot(12))
    audit(kept(publishable(cells, one, RULE, [first]).table), RULE, [first], cells)


#: Of each kind of world one in which an attacker was too near before, each for another reason.
WORLDS = {
    "a late county is what the nation has more": (3, (2, 2), 12),
    "money bounds what was bought": (2, (5,), 30),
    "a share out of what all had told": (13, (2, 2), 12),
    "less than a rial": (17, (5,), 30),
}


@pytest.mark.parametrize("seed, counties, most", WORLDS.values(), ids=WORLDS)
def test_an_edition_after_late_deliveries_is_published(seed, counties, most):
    suite = suite_of(country(*counties), 1396, 1397)
    first = kept(protect(drawn(seed, suite, Lot(most), delivering_late(seed)), suite, RULE).table)
    cells = drawn(seed, suite, Lot(most))
    audit(kept(publishable(cells, suite, RULE, [first]).table), RULE, [first], cells)


CORRECTED = {
    "categories that have not changed are the rest of a sum": (5, (4,), 30),
    "counties that have not changed are the rest of a sum": (10, (4,), 30),
    "what was hidden cannot be any more": (7, (3,), 5),
    "another has to be hidden beside it": (21, (4,), 30),
}


@pytest.mark.parametrize("seed, counties, most", CORRECTED.values(), ids=CORRECTED)
def test_an_edition_after_corrections_is_published(seed, counties, most):
    suite = suite_of(country(*counties), 1396, 1397)
    first = kept(protect(drawn(seed, suite, Lot(most)), suite, RULE).table)
    cells = drawn(seed, suite, Lot(most), correcting(seed, suite))
    audit(kept(publishable(cells, suite, RULE, [first]).table), RULE, [first], cells)


@pytest.mark.parametrize("seed", [0, 1])
def test_an_edition_whose_years_have_moved_on_passes_the_audit(seed):
    places = country(3)
    cells = drawn(seed, suite_of(places, 1396, 1397, 1398), Lot())
    before = cells[cells["year"] < 1398]
    first = kept(protect(before, suite_of(places, 1396, 1397), RULE).table)
    audit(kept(protect(cells, suite_of(places, 1397, 1398), RULE, [first]).table), RULE, [first], cells)


class TestYearsThatAreNotPublishedAnyMore:
    """30 plans went on into 1397, as an edition up to 1396 told; now 3 started, and 33 were supervised."""

    PAST = {"1396/4101/count_active_plans": 30, "1396/4102/count_active_plans": 40}
    NOW = {"4101/count_plans_started": 3, "4102/count_plans_started": 50}
    NOW |= {"4101/count_plans_supervised": 33, "4102/count_plans_supervised": 90}
    FIRST = showing(PAST)

    def shown(self, cells: dict) -> pd.DataFrame:
        return protect(rolled(cells), suite_for(self.NOW), RULE, [self.FIRST]).table

    def test_they_give_away_what_is_hidden_now_if_they_are_forgotten(self):
        shown = self.shown(self.NOW)
        assert {"4101/count_plans_started"} <= suppressed(shown) & exposed(shown, earlier=[self.FIRST])

    def test_they_are_protected_with_the_others_and_not_published(self):
        shown = self.shown(self.PAST | self.NOW)
        assert not exposed(shown, earlier=[self.FIRST])
        assert {"4101/count_plans_started", "4101/count_plans_supervised"} <= suppressed(shown)
        assert set(shown["year"]) == {1397} and list(shown.index) == list(range(len(shown)))

    def test_what_is_hidden_of_them_is_not_counted(self):
        of_both = protect(rolled({"1396/4101/count_jobs": 2} | self.NOW), suite_for(self.NOW), RULE)
        assert (of_both.primary, of_both.further.sum()) == (1, 1)


class TestProfile:
    ROUNDED = About(True, 5, 1, "2019-03-20", profile="round", base=10)

    @pytest.mark.parametrize(
        ("rule", "now"), [(Rule(5), "not rounded"), (Rule(5, "round", 5), "multiples of 5 now")]
    )
    def test_another_one_than_that_of_an_edition_that_is_kept_is_refused(self, rule, now):
        with pytest.raises(ParameterError, match=f"{now}.*multiples of 10 in edition 1"):
            hold_to_profile(rule, [self.ROUNDED])

    @pytest.mark.parametrize("rule", [Rule(5, "round", 10), Rule(3, "round", 10), Rule(0)])
    def test_the_same_and_work_inside_the_office_are_not(self, rule):
        hold_to_profile(rule, [self.ROUNDED])


def test_the_values_of_the_edition_before_are_told_of_what_is_revised_only():
    before = published(jobs(30, 17, 20))
    now = published(jobs(31, 17, 20), earlier=[kept(before)])
    earlier = Publication(kept(before), About(False, THRESHOLD, 1, "2019-03-20"))
    assert values_before(now, earlier) == {
        "1397/4101/count_jobs//": "30",
        "1397/41/count_jobs//": "67",
    }
