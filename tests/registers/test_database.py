"""Registers in a real PostgreSQL: read by slice, changed as a whole or not at all."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from itertools import count, product
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from adbc_driver_postgresql import dbapi

from karnameh import calendar
from karnameh.errors import RegisterError
from karnameh.progress import Progress
from karnameh.registers.columns import ARROW, typed
from karnameh.registers.schema import TABLES
from karnameh.registers.stores.database import Database
from karnameh.registers.stores.held import cleaned, is_odd
from karnameh.registers.stores.postgres import Session, shown
from karnameh.registers.stores.snapshot import fingerprint, snapshot
from karnameh.registers.values import clean

sys.path.insert(0, str(Path(__file__).parent))
from postgres import PASSWORD, server  # noqa: E402, F401


def read_written(address, table, areas, county=None, year=None):
    """One table, over a connection of its own."""
    with snapshot(address, areas) as now:
        return now.written(table, county, year)


REGISTERS = Path(__file__).parents[1] / "office" / "data" / "registers"
SOURCE = {"_file": "plans.xlsx", "_sheet": "طرح‌ها", "_row": 7, "_call": 1}
COUNTIES, YEARS = (None, "4001", "4002", "4003"), (None, 1395, 1396, 1397)
_numbers = count(1)


@pytest.fixture
def address(server):  # noqa: F811
    """A schema of its own."""
    schema = f"office{next(_numbers)}"
    run(server, f"CREATE SCHEMA {schema}")
    return f"{server}?options=-csearch_path%3D{schema}"


@pytest.fixture(scope="module")
def written():
    """The tables of the tiny office as it wrote them."""
    return {name: pd.read_csv(REGISTERS / f"{name}.csv", dtype=str, keep_default_na=False) for name in TABLES}


@pytest.fixture(scope="module")
def known(written, reference):
    """The same tables, typed."""
    return {name: typed(TABLES[name], frame, reference).frame for name, frame in written.items()}


def run(address: str, *statements: str) -> list[tuple]:
    """Statements of an office's own, and what the last one gave."""
    with closing(dbapi.connect(address, autocommit=True)) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def put(address: str, name: str, frame: pd.DataFrame) -> None:
    """A table of an office's own: with the types of the contract where the frame has them."""
    kinds = {column.name: ARROW.get(column.kind, pa.string()) for column in TABLES[name].columns}
    columns = {column: pa.array(frame[column], from_pandas=True) for column in frame}
    typed_already = not all(
        pa.types.is_string(a.type) or pa.types.is_large_string(a.type) for a in columns.values()
    )
    columns = {c: a.cast(kinds[c] if typed_already else pa.string()) for c, a in columns.items()}
    with closing(dbapi.connect(address)) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest(name, pa.table(columns), mode="create")
        connection.commit()


def ingested(frame: pd.DataFrame, call: int = 1) -> pd.DataFrame:
    return frame.assign(**SOURCE | {"_call": call})


def in_order(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(list(TABLES[name].key), ignore_index=True)


def concerning(tables, name: str, county: str | None, year: int | None) -> pd.DataFrame:
    """What a slice must hold, found in pandas."""
    frame, table = tables[name], TABLES[name]
    if year is not None and name not in ("visits", "reporters"):
        last = year if table.dated_by == "year" else pd.Timestamp(calendar.last_day(year))
        frame = frame[frame[table.dated_by] <= last]
    if county is None or name == "reporters":
        return in_order(name, frame)
    if name == "targets":
        return in_order(name, frame[frame["area"].isin([county, county[:2]])])
    if name in ("visits", "assessments"):
        parent, column = {"visits": ("plans", "plan_id"), "assessments": ("households", "household_id")}[name]
        parents = tables[parent]
        return in_order(name, frame[frame[column].isin(parents.loc[parents["county"] == county, column])])
    return in_order(name, frame[frame["county"] == county])


def persian(ids: pd.Series) -> pd.Series:
    """Ids as another clerk writes them."""
    return "\u200f" + ids.str.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) + " "


def test_typed_tables_give_of_each_county_and_year_what_the_office_s_files_give(address, known, reference):
    for name, frame in known.items():
        put(address, name, frame)
    with snapshot(address, reference) as now:
        for county, year, (name, table) in product(COUNTIES, YEARS, TABLES.items()):
            rows, provenance = now.written(table, county, year)
            expected = concerning(known, name, county, year)
            pd.testing.assert_frame_equal(typed(table, rows, reference).frame, expected)
            assert provenance["_file"].eq(f"postgresql: {name}").all()
            assert provenance["_row"].tolist() == list(range(1, len(rows) + 1))


def test_tables_as_the_office_wrote_them_give_the_same(address, written, known, reference):
    for name, frame in written.items():
        if name in ("visits", "assessments"):
            column = TABLES[name].references[0].column
            frame = frame.assign(**{column: persian(frame[column])})
        put(address, name, frame)
    for county, (name, table) in product(COUNTIES, TABLES.items()):
        rows, _ = read_written(address, table, reference, county, 1397)
        found = in_order(name, typed(table, rows, reference).frame)
        pd.testing.assert_frame_equal(found, concerning(known, name, county, None))


def test_a_column_may_bear_a_heading_and_any_type_of_the_office(address, known, reference):
    put(address, "purchases", known["purchases"])
    run(
        address,
        'ALTER TABLE purchases RENAME county TO "شهرستان"',
        'ALTER TABLE purchases ALTER "شهرستان" TYPE smallint USING "شهرستان"::smallint',
        "ALTER TABLE purchases ALTER amount_rial TYPE numeric(20, 4)",
        "ALTER TABLE purchases ALTER purchased_on TYPE timestamp",
        "ALTER TABLE purchases ADD notes text",
        'CREATE INDEX ON purchases ("شهرستان")',
    )
    for county in COUNTIES:
        rows, _ = read_written(address, TABLES["purchases"], reference, county, 1396)
        found = typed(TABLES["purchases"], rows, reference).frame
        pd.testing.assert_frame_equal(found, concerning(known, "purchases", county, 1396))


def test_two_columns_that_mean_the_same_are_refused(address, reference):
    run(address, 'CREATE TABLE purchases (purchase_id text, "مبلغ" bigint, "مبلغ_خرید" bigint)')
    with pytest.raises(RegisterError, match="both mean amount_rial"):
        read_written(address, TABLES["purchases"], reference)


def test_a_row_whose_county_nobody_understands_is_told_to_every_county(address, known, reference):
    put(address, "purchases", known["purchases"])
    run(address, """UPDATE purchases SET county = 'no"w\\here{,}' WHERE purchase_id = 'b01'""")
    run(address, "UPDATE purchases SET county = NULL WHERE purchase_id = 'b02'")
    for county in COUNTIES[1:]:
        rows, _ = read_written(address, TABLES["purchases"], reference, county)
        assert {"b01", "b02"} <= set(rows["purchase_id"])


def test_a_table_that_is_not_there_has_no_columns_and_an_empty_one_has(address, reference):
    run(address, "CREATE TABLE supervisors (supervisor_id text, county text, from_on date)")
    assert not len(read_written(address, TABLES["plans"], reference, "4001")[0].columns)
    rows, provenance = read_written(address, TABLES["supervisors"], reference, "4001", 1397)
    assert list(rows) == ["supervisor_id", "county", "from_on"] and rows.empty
    assert list(provenance) == ["_file", "_sheet", "_row"]


def test_visits_of_no_plans_concern_no_county(address, known, reference):
    put(address, "visits", known["visits"])
    assert read_written(address, TABLES["visits"], reference, "4001")[0].empty


def test_an_id_is_cleaned_in_the_database_as_everywhere(server):  # noqa: F811
    texts = {}
    for code in (c for c in range(1, 0x10000) if not 0xD800 <= c < 0xE000):
        for text in (f"a{chr(code)}b", f"{chr(code)} a", f"a {chr(code)}b"):
            try:
                texts[text] = clean(text)
            except ValueError:
                continue
    with closing(Session(server, "not read")) as session:
        session.put("ids", pa.table({"id": list(texts)}))
        rows = session.query(
            f"SELECT id, {cleaned('id')} AS clean, {is_odd('id')} AS odd FROM ids"
        ).to_pylist()
    assert {row["id"]: row["clean"] for row in rows} == texts
    assert all(row["odd"] == (row["id"] != row["clean"]) for row in rows)


def test_what_is_ingested_stands_as_it_is_with_its_source(address, known, reference):
    changes = {name: ingested(frame) for name, frame in known.items()}
    with closing(Database(address, reference)) as store:
        store.commit(changes, {"call": 1, "at": "1397"})
        store.commit({}, {"call": 2, "files": ["طرح‌ها.xlsx"]})
        assert store.journal() == [{"call": 1, "at": "1397"}, {"call": 2, "files": ["طرح‌ها.xlsx"]}]
        for name, table in TABLES.items():
            key = table.key[0]
            found = store.rows(name, key, known[name][key])
            pd.testing.assert_frame_equal(
                in_order(name, found), in_order(name, changes[name]), check_dtype=False
            )
            some = store.rows(name, key, known[name][key].head(1), [key])
            assert list(some) == [key] and set(some[key]) == {known[name][key].iloc[0]}
        assert sorted(store.amounts("plans")) == sorted(known["plans"]["amount_rial"])
        assert store.amounts("visits").empty
    for county, (name, table) in product(COUNTIES, TABLES.items()):
        rows, provenance = read_written(address, table, reference, county, 1396)
        pd.testing.assert_frame_equal(
            typed(table, rows, reference).frame, concerning(known, name, county, 1396)
        )
        assert set(map(tuple, provenance.to_numpy())) <= {("plans.xlsx", "طرح‌ها", 7)}


def test_rows_again_change_nothing_and_corrected_ones_take_their_place(address, known, reference):
    with closing(Database(address, reference)) as store:
        store.commit({name: ingested(frame) for name, frame in known.items()}, {"call": 1})
        before = fingerprint(address)
        store.commit({name: ingested(frame) for name, frame in known.items()}, {"call": 2})
        assert fingerprint(address) == before
        plan = known["plans"].head(1).assign(jobs=9, title="نو")
        target = known["targets"].head(1).assign(target=99)
        new = known["plans"].head(1).assign(plan_id="p99")
        store.commit({"plans": ingested(pd.concat([plan, new])), "targets": ingested(target)}, {"call": 3})
        assert fingerprint(address) != before
        assert store.rows("plans", "plan_id", pd.Series(["p01", "p99"]), ["jobs"])["jobs"].tolist() == [9, 2]
    assert run(address, "SELECT count(*) FROM plans") == [(len(known["plans"]) + 1,)]
    assert run(
        address, "SELECT target FROM targets WHERE area = '4001' AND year = 1396 AND indicator = 'jobs'"
    ) == [(99,)]


def test_an_office_s_own_tables_keep_what_is_theirs(address, written, known, reference):
    """All text, in its own writings, without a key, with a column that is nobody else's."""
    for name in ("plans", "visits", "targets", "reporters"):
        frame = written[name]
        if name == "visits":
            frame = frame.assign(visit_id=persian(frame["visit_id"]))
        put(address, name, frame)
        run(address, f"ALTER TABLE {name} ADD branch text DEFAULT 'west'")
    corrected = {
        "plans": known["plans"].head(2).assign(jobs=7),
        "visits": known["visits"].head(2).assign(finding="at_risk"),
        "targets": known["targets"].head(2).assign(target=7),
        "reporters": known["reporters"].head(2),
    }
    with closing(Database(address, reference)) as store:
        store.commit({name: ingested(frame) for name, frame in corrected.items()}, {"call": 1})
        for name, frame in corrected.items():
            assert run(address, f"SELECT count(*) FROM {name} WHERE branch = 'west'") == [(len(known[name]),)]
            assert run(address, f"SELECT count(*) FROM {name} WHERE _file = 'plans.xlsx'") == [(2,)]
            key = TABLES[name].key[0]
            found = store.rows(name, key, frame[key], list(frame))
            assert set(found[key]) == set(frame[key])
            found = found.merge(frame[list(TABLES[name].key)])
            pd.testing.assert_frame_equal(in_order(name, found), in_order(name, frame))


def test_a_view_and_a_table_in_toman_are_not_written_to(address, known, reference):
    put(address, "plans", known["plans"])
    run(address, "ALTER TABLE plans RENAME TO every", "CREATE VIEW plans AS SELECT * FROM every")
    put(address, "purchases", known["purchases"])
    run(address, "ALTER TABLE purchases RENAME amount_rial TO amount_toman")
    with closing(Database(address, reference)) as store:
        for name, says in {"plans": "a view", "purchases": "lacks amount_rial"}.items():
            with pytest.raises(RegisterError, match=says):
                store.commit({name: ingested(known[name])}, {"call": 1})


def test_an_error_in_the_middle_leaves_everything_as_it_was(address, known, reference):
    with closing(Database(address, reference)) as store:
        store.commit({name: ingested(frame) for name, frame in known.items()}, {"call": 1})
        run(address, "ALTER TABLE visits ADD CHECK (visit_id <> 'v99')")
        before = fingerprint(address)
        visits = pd.concat([known["visits"], known["visits"].head(1).assign(visit_id="v99")])
        plans = known["plans"].assign(jobs=30)
        with pytest.raises(RegisterError, match="nothing was changed.*check constraint") as told:
            store.commit({"plans": ingested(plans), "visits": ingested(visits)}, {"call": 2})
        assert "v99" not in str(told.value)
        assert fingerprint(address) == before and store.journal() == [{"call": 1}]
        with pytest.raises(RegisterError):
            store.commit({"plans": ingested(plans)}, {"call": 1})
        assert fingerprint(address) == before


WRITER = """
import pickle, sys
from karnameh.registers.stores.database import Database
address, areas, changes = pickle.load(sys.stdin.buffer)
Database(address, areas).commit(changes, {"call": 2})
"""


def test_a_writer_killed_in_the_middle_leaves_everything_as_it_was_and_lets_others_in(
    address, known, reference
):
    with closing(Database(address, reference)) as store:
        store.commit({name: ingested(frame) for name, frame in known.items()}, {"call": 1})
    run(
        address,
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END'",
        "CREATE TRIGGER slow BEFORE UPDATE ON visits FOR EACH ROW EXECUTE FUNCTION wait()",
    )
    before = fingerprint(address)
    changes = {"plans": ingested(known["plans"].assign(jobs=30)), "visits": ingested(known["visits"])}
    with subprocess.Popen([sys.executable, "-c", WRITER], stdin=subprocess.PIPE) as writer:
        writer.stdin.write(pickle.dumps((address, reference, changes)))
        writer.stdin.close()
        asleep = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
        wait_until(lambda: run(address, asleep))
        os.kill(writer.pid, signal.SIGKILL)
    run(address, f"SELECT pg_terminate_backend(pid) FROM ({asleep}) AS asleep")  # it would notice in a minute
    wait_until(lambda: not run(address, asleep))
    with closing(Database(address, reference)) as store:
        assert fingerprint(address) == before and store.journal() == [{"call": 1}]


def wait_until(happened) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_second_writer_waits_for_the_first_and_says_so(address, known, reference):
    done, said = [], []

    class Told(Progress):
        def say(self, text, **facts):
            said.append(text)

    def second():
        with closing(Database(address, reference, Told())) as store:
            done.extend(store.journal())

    with closing(Database(address, reference, Told())) as first:
        assert not said
        other = threading.Thread(target=second)
        other.start()
        waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        wait_until(lambda: run(address, waiting))
        first.commit({"plans": ingested(known["plans"])}, {"call": 1})
        assert not done
        assert said == ["ingest: another call is at work on this database; waiting for it"]
    other.join(30)
    assert done == [{"call": 1}]


def test_a_county_of_a_large_register_is_found_by_the_indexes(address, known, reference, monkeypatch):
    plans = pd.concat([known["plans"].head(1)] * 20_000, ignore_index=True)
    plans["plan_id"] = [f"p{n}" for n in range(len(plans))]
    plans["county"] = [["4001", "4002", "4003"][n > 50] if n < 100 else "4003" for n in range(len(plans))]
    visits = pd.concat([known["visits"].head(1)] * 20_000, ignore_index=True)
    visits = visits.assign(plan_id=plans["plan_id"], visit_id=[f"v{n}" for n in range(len(visits))])
    with closing(Database(address, reference)) as store:
        store.commit({"plans": ingested(plans), "visits": ingested(visits)}, {"call": 1})
    asked, query = [], Session.query
    monkeypatch.setattr(
        Session, "query", lambda self, sql, *v: (asked.append((sql, v)), query(self, sql, *v))[1]
    )
    rows, _ = read_written(address, TABLES["visits"], reference, "4001", 1397)
    assert len(rows) == 51
    for sql, values in asked:
        if 'FROM "' in sql:
            assert "Seq Scan" not in explained(address, sql, values)


def explained(address: str, sql: str, values: tuple) -> str:
    with closing(dbapi.connect(address)) as connection, connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": "false"})
        cursor.execute(f"EXPLAIN {sql}", values or None)
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.replace("s3cr3t", "s3cr4t"),
        lambda a: a.replace("/postgres", "/nowhere"),
        lambda a: a.replace("127.0.0.1:", "127.0.0.1:1"),
        lambda a: a.replace("%20", " "),
        lambda a: a.replace("%20", "/"),
        lambda a: a.replace("%20", "#"),
        lambda a: a.replace("%20", "?"),
        lambda a: a.replace("%20", "@"),
        lambda a: a.replace("s3cr3t%20xyzzy%20", "").replace("774411", "1/774411"),
        lambda a: f"{a.replace('127.0.0.1', '[127')}",
        lambda a: f"{a}?options=-csearch_path%3Dnowhere",
        lambda a: f"{a}?options=-csearch_path%3Dnowhere%2Cpublic",
        lambda a: f"{a}?no_such=1",
        lambda a: a.replace("127.0.0.1", "nowhere.invalid"),
    ],
)
def test_what_keeps_a_database_shut_is_told_without_the_password(server, reference, change):  # noqa: F811
    for opens in (lambda a: read_written(a, TABLES["plans"], reference), lambda a: Database(a, reference)):
        with pytest.raises(RegisterError) as told:
            opens(change(server))
        says = str(told.value)
        assert says.startswith("registers, postgresql://") and "\n" not in says
        assert not [part for part in PASSWORD.split() if part in says]
        assert told.value.__suppress_context__ or told.value.__context__ is None


def test_an_address_is_shown_without_what_is_secret():
    assert shown("postgresql://u:p%40q@h:5432/d?options=-csearch_path%3Ds") == "postgresql://u@h:5432/d"
    assert shown("postgresql:///d?password=p") == "postgresql:///d"
    for torn in ("u:1#p@h/d", "u:1/p@h/d", "u:1?p@h/d", "u:p@[h/d", "u:p@h:q/d"):
        assert shown(f"postgresql://{torn}") == "postgresql://…"


def test_another_order_of_rows_is_the_same_state_and_another_value_is_not(address, known):
    put(address, "purchases", known["purchases"])
    before = fingerprint(address)
    run(address, "CREATE TABLE other AS SELECT * FROM purchases ORDER BY purchase_id DESC")
    run(address, "DROP TABLE purchases", "ALTER TABLE other RENAME TO purchases")
    assert fingerprint(address) == before
    for changed in known["purchases"]["purchase_id"]:
        run(address, f"UPDATE purchases SET amount_rial = amount_rial + 1 WHERE purchase_id = '{changed}'")
        assert fingerprint(address) != before
        before = fingerprint(address)
