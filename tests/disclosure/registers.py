"""Registers drawn by lot, small enough to suppress much in, and what the measures count in them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from karnameh import calendar
from karnameh.areas import NATION, Area, Areas
from karnameh.indicators.compute import compute
from karnameh.indicators.rollup import roll_up
from karnameh.registers import schema
from karnameh.registers.read import Registers
from karnameh.suite import Suite

DISTRICTS = ("01", "02")
_DAY = pd.Timedelta(days=1)
_NEVER = pd.NaT


def country(*counties: int) -> Areas:
    """Areas of provinces 41, 42, … with so many counties each, of two districts each."""
    areas = [Area(NATION, "ایران", "Iran")]
    for province, many in enumerate(counties, start=41):
        areas.append(Area(str(province), f"استان {province}", f"Province {province}", NATION))
        for county in (f"{province}{number:02}" for number in range(1, many + 1)):
            areas.append(Area(county, f"شهرستان {county}", f"County {county}", str(province)))
            areas += [
                Area(county + d, f"بخش {county}{d}", f"District {county}{d}", county) for d in DISTRICTS
            ]
    return Areas(areas)


def suite_of(areas: Areas, *years: int) -> Suite:
    """A suite of all provinces that there are; with more than one, of the nation too."""
    provinces = tuple(areas[code] for code in map(str, range(41, 99)) if code in areas)
    last = calendar.last_day(years[-1])
    return Suite(areas, provinces, years, ("fa",), ("html",), 1, str(last), None, len(provinces) > 1)


#: What is done to the registers of a county before they are counted.
Touch = Callable[[str, Registers], Registers]


def correcting(seed: int, suite: Suite) -> Touch:
    """A county drawn by lot loses some rows, one of some of its tables or a fifth of each."""
    corrected = random.Random(seed).choice(
        [c.code for p in suite.provinces for c in suite.areas.counties(p.code)]
    )

    def touch(county: str, registers: Registers) -> Registers:
        tables, lot = dict(registers.tables), random.Random(seed + 1)
        few = seed % 2 == 0
        for name in (
            ("plans", "households", "visits", "trainings", "purchases") if county == corrected else ()
        ):
            rows = tables[name]
            if len(rows) and lot.random() < (0.5 if few else 1):
                dropped = lot.sample(range(len(rows)), 1 if few else max(1, len(rows) // 5))
                tables[name] = rows.drop(index=rows.index[dropped]).reset_index(drop=True)
        return replace(registers, tables=tables)

    return touch


def delivering_late(seed: int) -> Touch:
    """Here and there a table of a year is not delivered yet."""

    def is_late(row: pd.Series) -> bool:
        lot = random.Random(f"{seed}{row['year']}{row['county']}{row['table']}")
        return row["table"] != "targets" and lot.random() < 0.15

    def touch(_: str, registers: Registers) -> Registers:
        rows = registers.tables["reporters"]
        there = rows[~rows.apply(is_late, axis=1)].reset_index(drop=True)
        return replace(registers, tables=registers.tables | {"reporters": there})

    return touch


@dataclass(frozen=True)
class Lot:
    """How many of each thing a county has in a year at most, and how often a table is not delivered."""

    most: int = 6
    undelivered: float = 0.0
    own_targets: bool = False


def drawn(
    seed: int, suite: Suite, lot: Lot = Lot(), touch: Touch = lambda _, registers: registers
) -> pd.DataFrame:
    """The rolled-up results of registers drawn by lot."""
    draw = random.Random(seed)
    parts = []
    for province in suite.provinces:
        aims = _targets(draw, suite, province.code, lot)
        for county in suite.areas.counties(province.code):
            registers = touch(county.code, _Drawn(draw, suite, county.code, lot).registers(aims))
            parts += [compute(registers, year, county.code) for year in suite.years]
    return roll_up(pd.concat(parts, ignore_index=True), suite)


def _targets(draw: random.Random, suite: Suite, province: str, lot: Lot) -> list[tuple]:
    """Targets of the counties, now and then of the province itself."""
    areas = [county.code for county in suite.areas.counties(province)]
    found = [
        (year, area, indicator, draw.randint(1, 4 * lot.most))
        for year in suite.years
        for area in areas
        for indicator in ("jobs", "exits")
        if draw.random() >= lot.undelivered
    ]
    if lot.own_targets:
        found += [(year, province, "jobs", 10 * lot.most * len(areas)) for year in suite.years]
    return found


class _Drawn:
    """The registers of one county."""

    def __init__(self, draw: random.Random, suite: Suite, county: str, lot: Lot):
        self.draw, self.suite, self.county, self.lot = draw, suite, county, lot
        self.size = draw.randint(1, lot.most)
        self.years = range(suite.years[0] - 4, suite.years[-1] + 1)

    def registers(self, aims: list[tuple]) -> Registers:
        columns = {name: [column.name for column in table.columns] for name, table in schema.TABLES.items()}
        rows = {
            "households": self.households(),
            "plans": self.plans(),
            "trainings": self.trainings(),
            "purchases": self.purchases(),
            "targets": [dict(zip(columns["targets"], aim, strict=True)) for aim in aims],
            "supervisors": [{"from_on": self.day(self.years[0])} for _ in range(self.draw.randint(0, 2))],
            "assessments": [],
            "reporters": self.reporters(),
        }
        rows["visits"] = self.visits(rows["plans"])
        tables = {name: _frame(name, columns[name], rows[name]) for name in schema.TABLES}
        tables["households"] = tables["households"].assign(
            employable=lambda t: t["employable"].astype("boolean")
        )
        return Registers(tables, self.suite.areas, True)

    def day(self, year: int) -> pd.Timestamp:
        first, last = map(pd.Timestamp, (calendar.first_day(year), calendar.last_day(year)))
        return first + _DAY * self.draw.randint(0, (last - first).days)

    def some(self) -> range:
        """A number of things, more in a large county, often none."""
        return range(max(0, self.draw.randint(-1, self.size)))

    def of(self, codes) -> str:
        """A code of a register column, the first ones far more often."""
        codes = list(codes)
        return codes[min(int(self.draw.expovariate(0.7)), len(codes) - 1)]

    def households(self) -> list[dict]:
        found = []
        for year in self.years:
            for _ in self.some():
                entered, leaves = self.day(year), self.draw.random() < 0.5
                left = max(entered, self.day(self.draw.choice(self.years))) if leaves else _NEVER
                found.append(
                    {
                        "household_id": f"{self.county}h{len(found)}",
                        "head_sex": self.of(schema.SEX),
                        "size": self.draw.choice((1, 1, 2, 4, 7)),
                        "entered_on": entered,
                        "exited_on": left,
                        "exit_reason": self.of(schema.EXIT_REASON) if leaves else None,
                        "assessed_on": entered,
                        "employable": self.draw.random() < 0.5,
                    }
                )
        self.known = [row["household_id"] for row in found] or [None]
        return found

    def plans(self) -> list[dict]:
        found = []
        for year in self.years:
            for _ in self.some():
                started = self.day(year)
                until = started + 365 * self.draw.choice((1, 3, 3, 3)) * _DAY
                deviated = max(started, self.day(self.draw.choice(self.years)))
                deviates = self.draw.random() < 0.3
                sex = self.of(schema.SEX)
                groups = [None, *schema.OPERATOR_GROUP] if sex == "female" else [None, "other"]
                found.append(
                    {
                        "plan_id": f"{self.county}p{len(found)}",
                        "household_id": self.draw.choice([None, *self.known]),
                        "place": self.of(schema.PLACE),
                        "operator_sex": sex,
                        "operator_group": self.draw.choice(groups),
                        "sector": self.of(schema.SECTOR),
                        "channel": self.of(schema.CHANNEL),
                        "amount_rial": self.draw.choice((0, 10, 50, 60, 400)) * 1_000_000,
                        "started_on": started,
                        "jobs": self.draw.choice((1, 1, 1, 2, 6)),
                        "supervised_until": until,
                        "deviated_on": deviated if deviates else _NEVER,
                        "deviation_reason": self.of(schema.DEVIATION_REASON) if deviates else None,
                    }
                )
        return found

    def visits(self, plans: list[dict]) -> list[dict]:
        return [
            {
                "plan_id": plan["plan_id"],
                "stage": self.of(schema.STAGE),
                "visited_on": self.day(self.draw.choice(self.years)),
                "counselling": self.draw.random() < 0.5,
            }
            for plan in plans
            for _ in range(self.draw.randint(0, 4))
        ]

    def trainings(self) -> list[dict]:
        found = []
        for year in self.suite.years:
            for _ in (*self.some(), *self.some()):
                started = self.day(year)
                found.append(
                    {
                        "district": self.draw.choice([None, *(self.county + d for d in DISTRICTS)]),
                        "trainee_sex": self.of(schema.SEX),
                        "skill": self.of(("medicinal_plants", *schema.SKILL)),
                        "started_on": started,
                        "completed": self.draw.random() < 0.6,
                        "employed_on": started + 90 * _DAY if self.draw.random() < 0.4 else _NEVER,
                    }
                )
        return found

    def purchases(self) -> list[dict]:
        return [
            {
                "product": self.of(schema.PRODUCT),
                "amount_rial": self.draw.choice((3, 20, 40, 900)) * 1_000_000,
                "purchased_on": self.day(year),
            }
            for year in self.suite.years
            for _ in (*self.some(), *self.some())
        ]

    def reporters(self) -> list[dict]:
        return [
            {"year": year, "county": self.county, "table": table}
            for year in self.suite.years
            for table in schema.TABLES
            if table == "targets" or self.draw.random() >= self.lot.undelivered
        ]


def _frame(name: str, columns: list[str], rows: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    for column in schema.TABLES[name].columns:
        if column.kind == "date":
            frame[column.name] = pd.to_datetime(frame[column.name])
        elif column.kind == "int":
            frame[column.name] = frame[column.name].fillna(0).astype("int64")
        elif column.kind == "bool":
            frame[column.name] = frame[column.name].astype("boolean")
        else:
            frame[column.name] = frame[column.name].astype("str")
    return frame
