"""The synthetic registers show the seed's figures, counted here straight from the tables."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.dataset as pads
import pytest

from karnameh.areas import Areas
from karnameh.calendar import first_day, last_day
from karnameh.errors import ParameterError, RegisterError
from karnameh.registers.read import read_registers
from karnameh.registers.sample import sample_tables, write_sample
from karnameh.registers.schema import TABLES
from karnameh.registers.source import Source

YEARS = range(1395, 1400)
COUNTIES = ["2601", "2602", "2603", "2604", "2605", "2606"]
AVAJ, EAST_ALAMUT, WEST_ALAMUT, ABYEK = "2606", "260302", "260303", "2604"
RURAL = ["village", "deprived_area"]


@pytest.fixture(scope="module")
def areas():
    return Areas.read(Path(__file__).parents[2] / "data" / "reference")


@pytest.fixture(scope="module")
def folder(areas, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "registers"
    write_sample(folder, areas)
    return folder


@pytest.fixture(scope="module")
def tables(areas):
    return sample_tables(areas)


def end(year):
    return pd.Timestamp(last_day(year))


def within(days, year):
    return days.between(pd.Timestamp(first_day(year)), end(year))


def supported(tables, year):
    households = tables["households"]
    gone = households["exited_on"] <= end(year)
    return households[(households["entered_on"] <= end(year)) & ~gone]


def employable(tables, year):
    columns = ["household_id", "assessed_on", "employable"]
    assessed = pd.concat([tables["households"][columns].dropna(), tables["assessments"][columns]])
    latest = assessed[assessed["assessed_on"] <= end(year)].sort_values("assessed_on")
    latest = latest.groupby("household_id").last()
    able = latest.index[latest["employable"].astype(bool)]
    households = supported(tables, year)
    return households[households["household_id"].isin(able)]


def active(tables, year):
    plans = tables["plans"]
    running = (plans["started_on"] <= end(year)) & (plans["supervised_until"] > end(year))
    return plans[running & ~(plans["deviated_on"] <= end(year))]


def supervised(tables, year):
    plans, first = tables["plans"], pd.Timestamp(first_day(year))
    running = (plans["started_on"] <= end(year)) & (plans["supervised_until"] >= first)
    return plans[running & ~(plans["deviated_on"] < first)]


def started(tables, year):
    return tables["plans"][within(tables["plans"]["started_on"], year)]


def exits(tables, year):
    households = tables["households"]
    return households[within(households["exited_on"], year) & (households["exit_reason"] == "self_reliance")]


def share_of_jobs(plans, rows):
    return 100 * plans.loc[rows, "jobs"].sum() / plans["jobs"].sum()


def target(tables, year, indicator):
    targets = tables["targets"].set_index("area")
    return targets.loc[(targets["year"] == year) & (targets["indicator"] == indicator), "target"]


def trainees(tables, year, *skills):
    trainings = tables["trainings"]
    return trainings[within(trainings["started_on"], year) & trainings["skill"].isin(skills)]


# households


@pytest.mark.parametrize(
    "year, count", [(1395, 21_000), (1396, 21_800), (1397, 29_000), (1398, 30_806), (1399, 32_032)]
)
def test_supported_households_are_those_published(tables, year, count):
    assert len(supported(tables, year)) == count


@pytest.mark.parametrize("year, count", [(1398, 16_905), (1399, 17_577)])
def test_female_headed_households_are_those_published(tables, year, count):
    assert (supported(tables, year)["head_sex"] == "female").sum() == count


@pytest.mark.parametrize("year, count", [(1397, 60_000), (1399, 62_000)])
def test_supported_persons_are_near_those_published(tables, year, count):
    assert supported(tables, year)["size"].sum() == pytest.approx(count, rel=0.01)


def test_ten_thousand_are_employable_at_the_end_of_1397(tables):
    assert len(employable(tables, 1397)) == 10_000


def test_about_half_of_the_employable_have_no_plan_under_way(tables):
    plans = active(tables, 1397)
    households = employable(tables, 1397)
    in_county = households.merge(plans[["household_id", "county"]].dropna().drop_duplicates())
    assert 4_500 <= len(households) - len(in_county) <= 6_000


@pytest.mark.parametrize("year, count", [(1396, 1_800), (1397, 2_700), (1398, 1_900)])
def test_exits_by_self_reliance_are_those_published(tables, year, count):
    assert len(exits(tables, year)) == count


def test_households_came_since_1370_and_left_for_every_reason(tables):
    households = tables["households"]
    assert pd.Timestamp(first_day(1370)) <= households["entered_on"].min() < pd.Timestamp(first_day(1375))
    reasons = {"self_reliance", "marriage", "pension", "death", "review", "other"}
    assert set(households["exit_reason"].dropna()) == reasons


def test_households_with_a_plan_are_supported_when_it_starts(tables):
    both = tables["plans"].merge(tables["households"], on="household_id", suffixes=("", "_of_household"))
    assert (both["county"] == both["county_of_household"]).all()
    assert (both["entered_on"] <= both["started_on"]).all()
    assert not (both["exited_on"] < both["started_on"]).any()


# plans


def test_13373_plans_are_active_at_the_end_of_1397_and_none_is_older_than_1395(tables):
    assert len(active(tables, 1397)) == 13_373
    assert tables["plans"]["started_on"].min() >= pd.Timestamp(first_day(1395))


def test_nearly_all_plans_are_supervised_for_three_years(tables):
    plans = tables["plans"]
    days = (plans["supervised_until"] - plans["started_on"]).dt.days
    assert days.min() >= 1_095
    assert (days <= 1_096).mean() > 0.98


@pytest.mark.parametrize("year", YEARS)
def test_a_plan_makes_a_little_more_than_one_job(tables, year):
    plans = started(tables, year)
    assert 1.0 <= plans["jobs"].sum() / len(plans) <= 1.25


def test_jobs_of_1398_are_those_published_and_of_1399_a_bit_over_4000(tables):
    assert started(tables, 1398)["jobs"].sum() == 3_678
    assert 4_000 < started(tables, 1399)["jobs"].sum() < 4_200


def test_jobs_of_1397_are_70_to_30_and_60_to_40(tables):
    plans = started(tables, 1397)
    assert round(share_of_jobs(plans, plans["operator_sex"] == "female"), 1) == 30.0
    assert round(share_of_jobs(plans, plans["operator_sex"] == "male"), 1) == 70.0
    assert round(share_of_jobs(plans, plans["place"].isin(RURAL)), 1) == 60.0
    assert round(share_of_jobs(plans, ~plans["place"].isin(RURAL)), 1) == 40.0


def test_sectors_of_1397_are_in_the_order_said(tables):
    jobs = started(tables, 1397).groupby("sector")["jobs"].sum().sort_values(ascending=False)
    assert list(jobs.index[:5]) == ["livestock", "services", "agriculture", "handicrafts", "fisheries"]
    assert jobs.is_unique
    assert len(jobs) == 7


def test_five_to_seven_percent_deviate_in_1397_for_the_four_reasons(tables):
    plans = supervised(tables, 1397)
    deviated = plans[within(plans["deviated_on"], 1397)]
    assert 100 * len(deviated) / len(plans) == pytest.approx(6.0, abs=0.1)
    assert set(deviated["deviation_reason"]) == {"inability", "migration", "better_job", "death"}


def test_counties_deviate_between_four_and_a_half_and_seven_and_a_half_percent(tables):
    plans = supervised(tables, 1397)
    shares = 100 * within(plans["deviated_on"], 1397).groupby(plans["county"]).mean()
    assert shares.between(4.5, 7.5).all()
    assert shares.max() - shares.min() > 1


@pytest.mark.parametrize("year, billion", [(1395, 470), (1397, 478), (1398, 900), (1399, 1_100)])
def test_loans_come_to_the_sums_published(tables, year, billion):
    assert started(tables, year)["amount_rial"].sum() / 1e9 == pytest.approx(billion, rel=0.03)


def test_placements_carry_no_money_and_are_those_published(tables):
    plans = tables["plans"]
    assert (plans.loc[plans["channel"] == "placement", "amount_rial"] == 0).all()
    assert (plans.loc[plans["channel"] == "job_leader", "amount_rial"] == 0).mean() > 0.8
    of_1398 = started(tables, 1398)
    assert of_1398.loc[of_1398["channel"] == "placement", "jobs"].sum() == 425


def test_some_plans_go_to_people_without_a_file(tables):
    assert 0.2 <= tables["plans"]["household_id"].isna().mean() <= 0.3


# targets


def test_targets_of_the_province_are_those_published(tables):
    assert target(tables, 1398, "jobs")["26"] == 5_332
    assert target(tables, 1399, "jobs")["26"] == 4_880
    assert target(tables, 1398, "exits")["26"] == 2_000


@pytest.mark.parametrize("year", range(1396, 1400))
@pytest.mark.parametrize("indicator", ["jobs", "exits"])
def test_every_county_has_targets_that_add_up(tables, year, indicator):
    targets = target(tables, year, indicator)
    assert set(targets.index) - {"26"} == set(COUNTIES)
    if "26" in targets:
        assert targets.drop("26").sum() == targets["26"]


def test_counties_attain_between_75_and_110_percent_of_the_targets_of_1397(tables):
    jobs = started(tables, 1397).groupby("county")["jobs"].sum() / target(tables, 1397, "jobs")
    left = exits(tables, 1397).groupby("county").size() / target(tables, 1397, "exits")
    for attained in (jobs, left):
        assert attained[COUNTIES].between(0.75, 1.10).all()
        assert attained[COUNTIES].max() - attained[COUNTIES].min() > 0.15


# supervision


def test_ten_supervisors_are_in_service_at_the_end_of_1397_and_one_in_each_county(tables):
    supervisors = tables["supervisors"]
    for year in YEARS:
        serving = (supervisors["from_on"] <= end(year)) & ~(supervisors["until_on"] <= end(year))
        assert set(supervisors.loc[serving, "county"]) == set(COUNTIES)
        assert serving.sum() == 10 if year == 1397 else 9 <= serving.sum() <= 11


@pytest.mark.parametrize("year", YEARS)
def test_most_supervised_plans_are_visited(tables, year):
    plans, visits = supervised(tables, year), tables["visits"]
    seen = plans["plan_id"].isin(visits.loc[within(visits["visited_on"], year), "plan_id"])
    shares = seen.groupby(plans["county"]).mean()
    assert shares.between(0.70, 0.92).all()
    assert shares.max() - shares.min() > 0.1


@pytest.mark.parametrize("year", [1398, 1399])
def test_most_plans_are_visited_in_all_stages_by_the_end_of_supervision(tables, year):
    plans, visits = tables["plans"], tables["visits"]
    kept = ~(plans["deviated_on"] <= plans["supervised_until"])
    ended = plans[within(plans["supervised_until"], year) & kept]
    stages = visits.groupby("plan_id")["stage"].nunique()
    assert (ended["plan_id"].map(stages) == 3).mean() > 0.6


def test_two_in_three_visits_counsel(tables):
    assert tables["visits"]["counselling"].mean() == pytest.approx(0.65, abs=0.02)


def test_visitors_are_in_service_on_the_day_and_of_the_county_of_the_plan(tables):
    visits = (
        tables["visits"]
        .merge(tables["supervisors"], on="supervisor_id", how="left")
        .merge(tables["plans"], on="plan_id", how="left", suffixes=("", "_of_plan"))
    )
    assert (visits["county"] == visits["county_of_plan"]).all()
    assert (visits["from_on"] <= visits["visited_on"]).all()
    assert not (visits["until_on"] < visits["visited_on"]).any()


def test_no_visit_comes_after_a_deviation(tables):
    visits = tables["visits"].merge(tables["plans"], on="plan_id")
    assert not (visits["visited_on"] > visits["deviated_on"]).any()
    assert ((visits["finding"] == "deviated") == (visits["visited_on"] == visits["deviated_on"])).all()


# skills and products


def test_350_weavers_were_trained_in_1397(tables):
    assert len(trainees(tables, 1397, "carpet", "kilim")) == 350


@pytest.mark.parametrize("year", YEARS)
def test_medicinal_plants_are_taught_in_avaj_and_alamut_only(tables, year):
    taught = trainees(tables, year, "medicinal_plants")
    in_avaj = taught["county"] == AVAJ
    assert in_avaj.any()
    assert set(taught.loc[~in_avaj, "district"]) == {EAST_ALAMUT, WEST_ALAMUT}


@pytest.mark.parametrize("year", YEARS)
def test_trainees_complete_and_find_work(tables, year):
    trainings = tables["trainings"][within(tables["trainings"]["started_on"], year)]
    days = (trainings["employed_on"] - trainings["started_on"]).dt.days
    assert trainings["completed"].mean() == pytest.approx(0.77, abs=0.01)
    assert (days <= 365).mean() == pytest.approx(0.42, abs=0.01)
    assert (trainings["finished_on"].notna() == trainings["completed"]).all()


def test_weaving_is_bought_where_it_was_taught(tables):
    trainings = tables["trainings"]
    taught = trainings[trainings["skill"].isin(["carpet", "kilim"])].groupby("county").size()
    woven = tables["purchases"][tables["purchases"]["product"] != "other"].groupby("county").size()
    assert taught.corr(woven) > 0.95


def test_nothing_is_later_than_the_data(tables):
    planned = {"supervised_until", "delivered_on"}
    for name, table in TABLES.items():
        for column in (c.name for c in table.columns if c.kind == "date" and c.name not in planned):
            assert not (tables[name][column] > end(1399)).any(), f"{name}.{column}"


# who delivered


def test_one_county_did_not_deliver_its_purchases_of_1396(tables):
    reporters, purchases = tables["reporters"], tables["purchases"]
    delivered = set(zip(reporters["year"], reporters["county"], reporters["table"], strict=True))
    others = [name for name in TABLES if name != "reporters"]
    expected = {(year, county, name) for year in YEARS for county in COUNTIES for name in others}
    assert expected - delivered == {(1396, ABYEK, "purchases")}
    assert delivered <= expected
    assert not ((purchases["county"] == ABYEK) & within(purchases["purchased_on"], 1396)).any()
    for year, days in reporters.groupby("year")["delivered_on"]:
        farvardin = pd.Timestamp(first_day(year + 1))
        assert days.between(farvardin, farvardin + pd.Timedelta(days=30)).all()


# files


def test_reading_finds_no_fault_and_the_same_rows(folder, areas, tables):
    registers = read_registers(Source(folder), areas)
    assert registers.synthetic
    for name, table in tables.items():
        columns = [column.name for column in TABLES[name].columns]
        pd.testing.assert_frame_equal(registers.tables[name][columns], table[columns], check_dtype=False)


def test_files_hold_the_columns_of_the_contract_in_its_types(folder):
    types = {"int": "int64", "date": "date32[day]", "bool": "bool"}
    for name, table in TABLES.items():
        schema = pads.dataset(folder / name).schema
        assert schema.names == [c.name for c in table.columns] + ["_file", "_sheet", "_row", "_call"]
        for column in table.columns:
            assert str(schema.field(column.name).type) == types.get(column.kind, "string")


def test_rows_say_where_they_come_from(folder):
    for name in TABLES:
        rows = pads.dataset(folder / name).to_table(["_file", "_sheet", "_row"]).to_pandas()
        assert set(rows["_file"]) == {"synthetic"}
        assert set(rows["_sheet"]) == {""}
        assert sorted(rows["_row"]) == list(range(1, len(rows) + 1))
    source = json.loads((folder / "source.json").read_text(encoding="utf-8"))
    assert source == {
        "synthetic": True,
        "generator": "karnameh sample --scale qazvin",
        "partitioned_by": "county",
    }


def test_counties_have_their_own_files(folder):
    for name in ("households", "assessments", "plans", "visits", "trainings", "purchases", "supervisors"):
        assert sorted(path.stem for path in (folder / name).iterdir()) == COUNTIES
    visits = pd.read_parquet(folder / "visits" / f"{AVAJ}.parquet")
    plans = pd.read_parquet(folder / "plans" / f"{AVAJ}.parquet")
    assert set(visits["plan_id"]) <= set(plans["plan_id"])


def all_bytes(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_bytes_every_time_and_in_place_of_an_earlier_sample(folder, areas, tmp_path):
    again = tmp_path / "registers"
    again.mkdir()
    rows = write_sample(again, areas)
    (again / "households" / "2601.parquet").unlink()
    assert write_sample(again, areas) == rows
    assert rows == {name: pads.dataset(again / name).count_rows() for name in TABLES}
    assert all_bytes(again) == all_bytes(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["registers"]


@pytest.mark.parametrize("source", [None, {"synthetic": False}])
def test_registers_of_an_office_are_never_overwritten(folder, areas, tmp_path, source):
    office = tmp_path / "registers"
    shutil.copytree(folder / "plans", office / "plans")
    if source is not None:
        (office / "source.json").write_text(json.dumps(source), encoding="utf-8")
    before = all_bytes(office)
    with pytest.raises(RegisterError, match="not synthetic"):
        write_sample(office, areas)
    assert all_bytes(office) == before
    assert [path.name for path in tmp_path.iterdir()] == ["registers"]


def test_a_failed_write_leaves_the_last_sample(folder, areas, tmp_path, monkeypatch):
    kept = tmp_path / "registers"
    shutil.copytree(folder, kept)
    monkeypatch.setattr("karnameh.registers.sample.make_targets", lambda province: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_sample(kept, areas)
    assert all_bytes(kept) == all_bytes(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["registers"]


def test_an_unknown_scale_is_refused_with_the_nearest(areas):
    with pytest.raises(ParameterError, match="Did you mean 'qazvin'"):
        sample_tables(areas, "qazwin")


def test_national_scale_makes_every_county_at_the_rates_of_the_province(areas, tmp_path, monkeypatch):
    """Three provinces stand for the nation, with few files, so that some counties are nearly empty."""
    monkeypatch.setattr("karnameh.registers.sample.calibration.NATIONAL_FILES", 20_000)
    chosen = Areas([area for area in areas if area.code == "IR" or area.code[:2] in ("16", "18", "26")])
    write_sample(tmp_path / "registers", chosen, "iran")
    tables = read_registers(Source(tmp_path / "registers"), chosen).tables
    assert len(tables["households"]) == pytest.approx(20_000, rel=0.01)
    people = pd.Series({area.code: area.population for area in chosen if area.level == "county"})
    rows = tables["households"].groupby("county").size()
    assert set(rows.index) == set(people.index)
    shares = pd.DataFrame({"rows": rows / rows.sum(), "people": people / people.sum()})
    by_province = shares.groupby(lambda code: code[:2]).sum()
    assert (by_province["rows"] - by_province["people"]).abs().max() < 0.005
    assert all(len(tables[name]) for name in TABLES)
