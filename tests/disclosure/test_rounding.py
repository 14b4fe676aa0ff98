"""Controlled rounding: what is published adds up, lies near the truth, and leaves a reader with enough."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from karnameh.attack import attack
from karnameh.audit import audit
from karnameh.disclosure import Rule, protect
from karnameh.disclosure.rounding import Counts, as_multiples
from karnameh.disclosure.unknowns import NONE, Equation, System
from karnameh.errors import DataError, ParameterError
from karnameh.indicators.catalogue import INDICATORS, KEY
from karnameh.indicators.compute import NUMBERS
from karnameh.indicators.ratio import ratio
from karnameh.indicators.rollup import roll_up
from karnameh.present.notes import notes
from karnameh.present.page import Page
from karnameh.publication import About, Publication
from karnameh.suite import Brief

RULES = [
    Rule(2, "round", 2),
    Rule(3, "round", 3),
    Rule(3, "round", 5),
    Rule(5, "round", 5),
    Rule(5, "round", 10),
]
PLACE = ["year", "area"]
rules = pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.threshold} to {rule.base}")


@pytest.fixture(scope="module")
def rolled(office_results, tiny_suite) -> pd.DataFrame:
    return roll_up(office_results, tiny_suite)


@pytest.fixture(scope="module")
def publish(tiny_suite):
    made = {}

    def table(rolled, rule, earlier=()):
        key = id(rolled), rule
        if earlier or key not in made:
            found = protect(rolled, tiny_suite, rule, earlier).table
            if earlier:
                return found
            made[key] = found
        return made[key]

    return table


def beside(table: pd.DataFrame, rolled: pd.DataFrame) -> pd.DataFrame:
    """Published numbers beside true ones, of the rows that have any."""
    both = table.merge(rolled[[*KEY, "numerator", "denominator"]], on=KEY, suffixes=("", "_true"))
    return both[both["status"] == "reported"]


def is_rounded(table: pd.DataFrame) -> pd.Series:
    return table["note"].str.split("; ").map(lambda notes: "rounded" in notes)


def whole(table: pd.DataFrame, indicator: str, column: str = "numerator") -> pd.Series:
    """An indicator by year and area, where there are numbers."""
    rows = table[(table["indicator"] == indicator) & (table["breakdown"] == "") & (table[column] != "")]
    return rows.set_index(PLACE)[column].astype("int64")


@rules
def test_a_province_is_the_sum_of_its_counties(rolled, publish, rule):
    table = publish(rolled, rule)
    counts = table[table["indicator"].str.startswith("count_") & (table["status"] == "reported")]
    numbers = counts["numerator"].astype("int64")
    county = counts["area"].str.len() == 4
    cells = ["year", "indicator", "breakdown", "category"]
    added = numbers[county].groupby([counts.loc[county, name] for name in cells]).sum()
    provinces = counts[~county].set_index(cells)["numerator"].astype("int64")
    assert len(provinces) > 50
    pd.testing.assert_series_equal(added.loc[provinces.index], provinces, check_names=False)


@rules
def test_the_categories_of_a_breakdown_add_up_to_the_whole(rolled, publish, rule):
    table = publish(rolled, rule)
    parts = table[table["indicator"].str.startswith("count_") & (table["breakdown"] != "")]
    parts = parts[(parts["breakdown"] != "district_medicinal_plants") & (parts["status"] == "reported")]
    for (indicator, _), rows in parts.groupby(["indicator", "breakdown"]):
        added = rows["numerator"].astype("int64").groupby([rows[name] for name in PLACE]).sum()
        pd.testing.assert_series_equal(added, whole(table, indicator), check_names=False)


@rules
def test_every_count_is_a_multiple_of_the_base_near_the_truth(rolled, publish, rule):
    """An office as tiny as this one needs a multiple more here and there; the sample does not."""
    both = beside(publish(rolled, rule), rolled)
    both = both[is_rounded(both)]
    sensitive = {key: i.denominator is not None and i.denominator.sensitive for key, i in INDICATORS.items()}
    wholes = both[both["indicator"].map(sensitive)]
    told = pd.concat([both["numerator"], wholes["denominator"]]).astype("int64").to_numpy()
    true = pd.concat([both["numerator_true"], wholes["denominator_true"]]).astype("int64").to_numpy()
    assert (told % rule.base == 0).all()
    away = np.abs(told - true)
    assert (away < 2 * rule.base).all()
    assert (away < rule.base).mean() > 0.97
    multiples = true % rule.base == 0
    assert multiples.sum() > 20
    assert (told[multiples] == true[multiples]).mean() > 0.97


def test_only_counts_of_people_are_rounded_and_only_amounts_suppressed(rolled, publish):
    table = publish(rolled, Rule(5, "round", 5))
    exact = table["indicator"].str.startswith(("target_", "amount_")) | (
        table["indicator"] == "count_supervisors"
    )
    both = beside(table[exact], rolled)
    assert (both["numerator"].astype("int64") == both["numerator_true"]).all()
    assert not is_rounded(table[exact]).any()
    assert is_rounded(table[~exact & (table["status"] == "reported")]).all()
    assert set(table.loc[table["status"] == "suppressed", "unit"]) == {"rial"}


def test_amounts_are_suppressed_as_ever(rolled, publish, tiny_suite):
    primary = publish(rolled, Rule(5, "round", 5)).query("status == 'suppressed'")[KEY]
    few = rolled[rolled["indicator"].str.startswith("amount_") & rolled["contributors"].between(1, 4)][KEY]
    assert len(few) > 5
    assert len(few.merge(primary, on=KEY)) == len(few)


def test_the_same_content_gives_the_same_rounding_in_whatever_order(rolled, publish, tiny_suite):
    rule = Rule(5, "round", 5)
    expected = publish(rolled, rule)
    for seed in range(2):
        table = protect(rolled.sample(frac=1, random_state=seed), tiny_suite, rule).table
        pd.testing.assert_frame_equal(table, expected)


@rules
def test_what_cannot_be_more_than_another_is_not(rolled, publish, rule):
    table = publish(rolled, rule)
    for less, more, column in (
        ("count_supported_households", "count_supported_persons", "numerator"),
        ("count_employable_households", "count_supported_households", "numerator"),
        ("count_employable_without_plan", "count_employable_households", "numerator"),
        ("count_plans_started", "count_jobs", "numerator"),
        ("count_plans_started", "count_plans_supervised", "numerator"),
        ("count_active_plans", "count_plans_supervised", "numerator"),
        ("share_plans_visited", "count_visits", "numerator"),
    ):
        pair = pd.concat([whole(table, less, column), whole(table, more)], axis=1, join="inner")
        assert len(pair) > 1
        assert (pair.iloc[:, 0] <= pair.iloc[:, 1]).all()
    shares = beside(table[table["indicator"].map(lambda key: INDICATORS[key].complement)], rolled)
    assert (shares["numerator"].astype("int64") <= shares["denominator"].astype("int64")).all()


@rules
def test_shares_are_made_of_the_rounded_counts(rolled, publish, rule):
    shares = beside(publish(rolled, rule), rolled).query("denominator != ''")
    assert len(shares) > 30
    for row in shares.itertuples():
        per = INDICATORS[row.indicator].per
        assert row.value == ratio(int(row.numerator), int(row.denominator), per)


@pytest.mark.parametrize("rule", RULES[2:])
def test_a_share_out_of_nothing_is_not_defined_and_says_that_it_is_rounded(rolled, publish, rule):
    table = publish(rolled, rule)
    jobs = whole(table, "count_jobs")
    assert (jobs == 0).any()
    women = table[table["indicator"] == "share_jobs_women"].set_index(PLACE).loc[jobs[jobs == 0].index]
    assert set(women["status"]) == {"not_defined"}
    assert is_rounded(women).all()
    assert (women[["numerator", "denominator", "value"]] == "").all(axis=None)


@rules
def test_stocks_and_flows_agree_across_years(rolled, publish, rule):
    table = publish(rolled, rule)
    start = whole(table, "rate_exit", "denominator")
    before = whole(table, "count_supported_households")
    later = [key for key in start.index if (key[0] - 1, key[1]) in before.index]
    assert len(later) > 2
    assert all(start[year, area] == before[year - 1, area] for year, area in later)


def test_the_note_joins_others(rolled, publish):
    some = rolled.copy()
    row = (some["indicator"] == "count_trainees") & (some["area"] == "40")
    some.loc[row, "delivered"] = some.loc[row, "expected"] - 1
    table = publish(some, Rule(5, "round", 5))
    cell = Publication(table, ABOUT).cell(1397, "40", "count_trainees")
    assert cell.note == "partial: 2 of 3; rounded"
    assert cell.partial == (2, 3)
    assert cell.rounded


class TestOneBaseMore:
    @staticmethod
    def system(truth, *equations) -> System:
        none, flags = np.full(0, NONE), np.zeros(len(truth), dtype=bool)
        tied = [Equation(tuple(unknowns), tuple(times)) for unknowns, times in equations]
        return System(none, none, none, np.array(truth), flags, flags, ["4001"] * len(truth), tied, [])

    @staticmethod
    def all_of(truth) -> Counts:
        each = np.full(len(truth), 0.5)
        return Counts(each > 0, each, each * np.nan, each < 0)

    def test_a_count_goes_further_where_nothing_nearer_adds_up(self):
        truth = [2, 6]  # the one three times is the other: 0 and 0, or 5 and 15
        found = as_multiples(self.system(truth, ((0, 1), (3, -1))), self.all_of(truth), Rule(5, "round", 5))
        assert found.tolist() == [0, 0]

    def test_a_block_that_needs_none_of_it_stays_near(self):
        truth = [2, 6, 3, 4, 7]
        system = self.system(truth, ((0, 1), (3, -1)), ((2, 3, 4), (1, 1, -1)))
        found = as_multiples(system, self.all_of(truth), Rule(5, "round", 5))
        assert found[2] + found[3] == found[4]
        assert (np.abs(found - truth)[2:] < 5).all()

    def test_where_nothing_adds_up_at_all_nothing_is_published(self):
        truth = [1, 30]
        with pytest.raises(DataError, match="another base"):
            as_multiples(self.system(truth, ((0, 1), (30, -1))), self.all_of([1, 30]), Rule(5, "round", 5))


def cells(of: dict, year: int = 1397) -> pd.DataFrame:
    """Rolled-up rows of 'area/indicator/breakdown/category'."""
    rows = []
    for key, number in of.items():
        area, indicator, breakdown, category = (key.split("/") + ["", ""])[:4]
        rows.append((year, area, indicator, breakdown, category, number, None, number, 1, "reported", 1, 1))
    columns = [*KEY, "numerator", "denominator", "contributors", "largest", "status", "delivered", "expected"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(NUMBERS, "Int64"))


def places(most: int) -> list[dict]:
    """Jobs of women and men in two counties."""
    found = []
    for numbers in product(range(most + 1), repeat=4):
        sexes = ("4001/count_jobs/operator_sex/female", "4001/count_jobs/operator_sex/male")
        world = dict(zip((*sexes, *(s.replace("4001", "4002") for s in sexes)), numbers, strict=True))
        for area in ("4001", "4002"):
            world[f"{area}/count_jobs"] = sum(n for key, n in world.items() if key[:4] == area)
        for cell in [key[4:] for key in world if key[:4] == "4001"]:
            world[f"40{cell}"] = world[f"4001{cell}"] + world[f"4002{cell}"]
        found.append(world)
    return found


def plans(most: int) -> list[dict]:
    """Plans and their jobs of three kinds; a plan has one kind and a job or more."""
    kinds = [
        f"4001/count_jobs/operator_group/{kind}" for kind in ("female_head", "girl_left_school", "other")
    ]
    return [
        dict(zip(kinds, jobs, strict=True))
        | {"4001/count_jobs/operator_group/not_stated": 0}
        | {"4001/count_jobs": sum(jobs), "4001/count_plans_started": started}
        for *jobs, started in product(range(most + 1), repeat=4)
        if sum(number > 0 for number in jobs) <= started <= sum(jobs)
    ]


@pytest.mark.parametrize(("base", "threshold"), [(3, 3), (3, 2)])
@pytest.mark.parametrize("world", [places, plans], ids=lambda world: world.__name__)
def test_of_all_tables_that_could_be_true_enough_are_left(world, base, threshold, tiny_suite):
    every = world(3 * base)
    keys = list(every[0])
    numbers = np.array([list(one.values()) for one in every])
    inside = np.flatnonzero(numbers.max(axis=1) <= 2 * base - 1)
    for at in np.random.default_rng(0).choice(inside, 40, replace=False):
        table = protect(cells(every[at]), tiny_suite, Rule(threshold, "round", base)).table
        told = table.assign(key=[k.rstrip("/") for k in table[KEY[1:]].agg("/".join, axis=1)]).set_index(
            "key"
        )
        published = told.loc[keys, "numerator"].astype("int64").to_numpy()
        possible = numbers[(np.abs(numbers - published) < base).all(axis=1)]
        low, high = possible.min(axis=0), possible.max(axis=0)
        enough = (high - low >= threshold) | ((low == 0) & (high >= threshold - 1))
        assert (enough | (high == 0)).all(), (every[at], published.tolist())


@rules
def test_the_attacker_finds_nothing_too_narrow(rolled, publish, rule):
    table = publish(rolled, rule)
    audit(table, rule)
    found = attack(table, rule.threshold, base=rule.base)
    assert len(found) and not found["exposed"].any()


def test_a_build_stops_where_a_rounded_count_is_too_narrow(rolled, publish):
    table = publish(rolled, Rule(5, "round", 5)).copy()
    visited = table[(table["indicator"] == "share_plans_visited") & (table["numerator"] == 5)].iloc[0]
    visits = (table["indicator"] == "count_visits") & (table["breakdown"] == "")
    row = visits & (table["year"] == visited["year"]) & (table["area"] == visited["area"])
    table.loc[row, ["numerator", "value", "note"]] = [5, "5", ""]  # five plans visited at most
    with pytest.raises(DataError, match="share_plans_visited"):
        audit(table, Rule(5, "round", 5))


@pytest.mark.parametrize(("visits", "visited"), [(3, 0), (3, 2), (12, 12), (15, 11), (42, 11)])
def test_visits_are_rounded_with_the_plans_visited_of_which_they_would_tell(visits, visited, tiny_suite):
    table = cells({"4001/count_visits": visits, "4001/share_plans_visited": visited})
    table.loc[1, "denominator"] = 20
    rows = protect(table, tiny_suite, Rule(5, "round", 5)).table.set_index("indicator")
    assert int(rows.loc["count_visits", "value"]) % 5 == 0
    assert set(rows["note"]) == {"rounded"}


class TestReleases:
    RULE = Rule(5, "round", 5)

    def test_a_count_stays_where_an_earlier_release_put_it(self, tiny_suite):
        for number in (6, 7, 8, 9):
            for before in (5, 10):
                earlier = protect(cells({"4001/count_jobs": before}), tiny_suite, self.RULE).table
                table = protect(cells({"4001/count_jobs": number}), tiny_suite, self.RULE, [earlier]).table
                assert table["value"].tolist() == [str(before)]
                assert table["note"].tolist() == ["rounded"]

    def test_a_count_that_left_its_multiple_is_rounded_anew_and_revised(self, tiny_suite):
        earlier = protect(cells({"4001/count_jobs": 5}), tiny_suite, self.RULE).table
        table = protect(cells({"4001/count_jobs": 20}), tiny_suite, self.RULE, [earlier]).table
        assert table[["value", "note"]].iloc[0].tolist() == ["20", "rounded; revised"]

    def test_a_release_after_one_that_was_not_rounded_is_not_all_revised(self, rolled, publish):
        exact = publish(rolled, Rule(5))
        table = publish(rolled, self.RULE, [exact])
        assert not table["note"].str.contains("revised").any()

    def test_a_release_with_revised_registers_passes_the_audit(self, rolled, publish):
        first = publish(rolled, self.RULE)
        more = rolled.copy()
        for area in ("4001", "40"):
            row = (
                (more["area"] == area)
                & (more["year"] == 1397)
                & (more["indicator"] == "count_supported_persons")
            )
            more.loc[row, "numerator"] += 7
        second = publish(more, self.RULE, [first])
        assert second["note"].str.contains("revised").any()
        audit(second, self.RULE, [first])


ABOUT = About(synthetic=True, threshold=5, edition=1, data_date="2019-03-20", profile="round", base=5)


class TestPages:
    @pytest.fixture
    def said(self, rolled, publish, tiny_suite):
        def of(lang, about=ABOUT, amounts=True):
            publication = Publication(publish(rolled, Rule(5, "round", 5)), about)
            page = Page(Brief("county_brief", tiny_suite.areas["4002"], lang, 1397), publication, tiny_suite)
            shown = ["count_jobs", *(["amount_loans"] if amounts else [])]
            page.show(*(page.cell(indicator) for indicator in shown))
            return notes(page)

        return of

    @pytest.mark.parametrize(
        ("lang", "rounded", "amount"),
        [
            ("en", "multiples of 5", "an amount of fewer than 5"),
            ("fa", "مضربی از ۵", "مبلغِ کمتر از ۵ مورد"),
        ],
    )
    def test_the_notes_say_that_counts_are_rounded_and_of_what_the_mark_speaks(
        self, said, lang, rounded, amount
    ):
        assert rounded in said(lang) and amount in said(lang)
        assert amount not in said(lang, amounts=False)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('threshold = 5\nprofile = "round"', Rule(5, "round", 5)),
        ('threshold = 5\nprofile = "round"\nbase = 10', Rule(5, "round", 10)),
        ('threshold = 0\nprofile = "round"', Rule(0, "round", 5)),
    ],
)
def test_the_file_of_the_rule_asks_for_it(tmp_path, text, rule):
    (tmp_path / "disclosure.toml").write_text(text)
    assert Rule.read(tmp_path / "disclosure.toml") == rule
    assert rule.rounds == (rule.threshold > 0)


def test_a_base_below_the_threshold_is_refused(tmp_path):
    (tmp_path / "disclosure.toml").write_text('threshold = 5\nprofile = "round"\nbase = 3')
    with pytest.raises(ParameterError, match="base must be the threshold"):
        Rule.read(tmp_path / "disclosure.toml")
