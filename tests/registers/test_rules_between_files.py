"""A folder with a file a county: what rows of one file say of those of another, also where a file was found sound."""

import pandas as pd
import pytest

from karnameh.errors import RegisterError
from karnameh.registers.read import check_registers, read_registers
from karnameh.registers.schema import TABLES
from karnameh.registers.source import Source, source_text
from karnameh.registers.stores.folder import write_rows


@pytest.fixture
def tables(office, reference):
    """The invented office's, as `ingest` would keep them."""
    read = read_registers(Source(office / "data" / "registers"), reference).tables
    return {name: table.assign(_call=1, _sheet="") for name, table in read.items()}


@pytest.fixture
def write(tables, tmp_path):
    """Writes the tables as they are now into a folder; gives its files."""
    folder = tmp_path / "ours"
    home = tables["plans"].set_index("plan_id")["county"]

    def written():
        for name, frame in tables.items():
            place = frame["plan_id"].map(home) if name == "visits" else frame.get("county", "all")
            place = pd.Series(place, index=frame.index).fillna("all")
            for stem, rows in frame.groupby(place):
                write_rows(folder / name / f"{stem}.parquet", TABLES[name], rows)
        (folder / "source.json").write_text(source_text(synthetic=False))
        return Source(folder), set(folder.rglob("*.parquet"))

    return written


def refused(*given):
    with pytest.raises(RegisterError) as caught:
        check_registers(*given)
    return str(caught.value)


def break_between(tables):
    """An id given twice, a row that names none, and visits before their plans: each file is right by itself."""
    plans, visits = tables["plans"], tables["visits"]
    one, other = (plans.index[plans["county"] == code][0] for code in ("4001", "4002"))
    plans.loc[other, "plan_id"] = plans.loc[one, "plan_id"]
    visits.loc[visits.index[0], "supervisor_id"] = "nobody"
    visits.loc[visits["stage"] == "during", "visited_on"] = pd.Timestamp("2000-01-01")


def test_faults_between_files_are_seen(tables, write, reference):
    source, _ = write()
    assert check_registers(source, reference) == {name: len(frame) for name, frame in tables.items()}
    break_between(tables)
    source, _ = write()
    said = refused(source, reference)
    with pytest.raises(RegisterError) as whole:
        read_registers(source, reference)
    assert said == str(whole.value)
    of_visits = tables["visits"]["plan_id"].isin(tables["plans"]["plan_id"])
    early = ((tables["visits"]["stage"] == "during") & of_visits).sum()
    assert early > 1
    for words in ("given before", "not in supervisors", "on the wrong side"):
        assert words in said
    line = next(line for line in said.splitlines() if "wrong side" in line)
    assert line.split("   first")[0].split()[-1] == str(early)


def test_faults_between_files_are_seen_where_every_file_is_sound(tables, write, reference):
    break_between(tables)
    source, files = write()
    assert refused(source, reference, None, files) == refused(source, reference)


def test_of_a_sound_file_only_what_binds_it_is_read(tables, write, reference):
    source, files = write()
    tables["plans"].loc[tables["plans"]["county"] == "4001", "jobs"] = 0  # below 1, which nothing binds
    write()
    plans = {path for path in files if path.parts[-2:] == ("plans", "4001.parquet")}
    assert len(plans) == 1
    assert "below 1" in refused(source, reference, None, files - plans)
    assert check_registers(source, reference, None, files) == {name: len(one) for name, one in tables.items()}


def test_what_rows_of_some_counties_name_is_looked_for_in_the_others_too(tables, write, reference):
    plans, households = tables["plans"], tables["households"]
    far = households.index[households["county"] == "4002"][0]
    plans.loc[plans.index[plans["county"] == "4001"][0], "household_id"] = households.loc[far, "household_id"]
    source, _ = write()
    sizes = check_registers(source, reference, {"4001"})
    assert sizes["plans"] == (plans["county"] == "4001").sum()
    plans.loc[plans.index[plans["county"] == "4001"][0], "household_id"] = "nobody"
    source, _ = write()
    assert "not in households" in refused(source, reference, {"4001"})


def test_of_the_others_nothing_else_is_asked(tables, write, reference):
    """What a row of theirs names in turn is theirs to have right; nor are they counted."""
    plans, visits = tables["plans"], tables["visits"]
    far = plans.index[plans["county"] == "4002"][0]
    plans.loc[far, "household_id"] = "nobody"
    here = visits.index[visits["plan_id"].isin(plans.loc[plans["county"] == "4001", "plan_id"])]
    source, _ = write()
    sizes = check_registers(source, reference, {"4001"})
    visits.loc[here[0], "plan_id"] = plans.loc[far, "plan_id"]
    write_rows(source.folder / "visits" / "4001.parquet", TABLES["visits"], visits.loc[here])
    assert check_registers(source, reference, {"4001"}) == sizes


def test_a_visit_is_held_against_a_plan_of_another_county(tables, write, reference):
    plans, visits = tables["plans"], tables["visits"]
    of = visits["plan_id"].map(plans.set_index("plan_id")["county"])
    here = visits.index[(of == "4001") & (visits["stage"] == "during")]
    source, _ = write()
    visits.loc[here[0], "plan_id"] = plans.loc[plans["county"] == "4002", "plan_id"].iloc[0]
    visits.loc[here[0], "visited_on"] = pd.Timestamp("1990-01-01")
    write_rows(
        source.folder / "visits" / "4001.parquet", TABLES["visits"], visits.loc[visits.index[of == "4001"]]
    )
    assert "wrong side" in refused(source, reference, {"4001"})


def test_a_plan_of_home_counts_before_one_of_the_same_id_elsewhere(tables, write, reference):
    plans, visits = tables["plans"], tables["visits"]
    home, far = (plans.index[plans["county"] == code] for code in ("4001", "4002"))
    here = visits.index[visits["plan_id"].isin(plans.loc[home, "plan_id"])]
    write()
    during = visits.loc[here].index[visits.loc[here, "stage"] == "during"]
    plans.loc[far[0], "plan_id"] = visits.loc[during[0], "plan_id"]
    plans.loc[far[0], "started_on"] = pd.Timestamp("2030-01-01")
    visits.loc[during[1], "plan_id"] = plans.loc[far[1], "plan_id"]  # what has those of the others looked at
    visits.loc[during[1], "visited_on"] = plans.loc[far[1], "started_on"] + pd.Timedelta(days=9)
    source, _ = write()
    for code in ("4001", "4002"):  # each visit where its plan was at first
        rows = visits.loc[visits.index.isin(here) == (code == "4001")]
        write_rows(source.folder / "visits" / f"{code}.parquet", TABLES["visits"], rows)
    assert check_registers(source, reference, {"4001"})["visits"] == len(here)
