"""A province's figures → those of its counties, in whole numbers that add up."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from karnameh.areas import NATION, Area, Areas
from karnameh.registers.sample import calibration as cal
from karnameh.registers.sample.calibration import Counts, Profile
from karnameh.registers.sample.chance import apportion, split, spread, stream


@dataclass(frozen=True)
class County:
    """All that the rows of a county are made from."""

    code: str
    profile: Profile
    eve: Counts
    years: dict[int, Counts]
    supervisors: int
    districts: tuple[Area, ...]

    def stream(self, subject: int):
        """The random numbers of one of its tables."""
        return stream(int(self.code), subject)


@dataclass(frozen=True)
class Province:
    """A province's own figures and its counties."""

    code: str
    years: dict[int, Counts]
    counties: tuple[County, ...]


def provinces(areas: Areas, scale: str) -> Iterator[Province]:
    """Qazvin with its figures exactly, or all provinces at its rates per head of the census."""
    if scale == "qazvin":
        yield _province(areas, cal.PROVINCE, 1.0)
        return
    people = {p.code: sum(c.population or 0 for c in areas.counties(p.code)) for p in areas.children(NATION)}
    files = cal.EVE.supported + sum(_entries())
    for code, population in people.items():
        yield _province(areas, code, cal.NATIONAL_FILES / files * population / sum(people.values()))


def _entries() -> Iterator[int]:
    before = cal.EVE.supported
    for year in cal.YEARS.values():
        yield year.supported - before + year.exits + year.other_exits
        before = year.supported


def _province(areas: Areas, code: str, factor: float) -> Province:
    counties = areas.counties(code)
    codes = [county.code for county in counties]
    rng = stream(int(code))
    eve, years = cal.EVE.times(factor), {year: counts.times(factor) for year, counts in cal.YEARS.items()}
    profiles = [cal.PROFILES.get(county) or _drawn(stream(int(county))) for county in codes]
    support, work = _weights(counties)
    shared = _shared(rng, codes, profiles, support, work, eve, years)
    supervisors = np.maximum(apportion(round(cal.SUPERVISORS * factor), work), 1)
    return Province(
        code,
        years,
        tuple(
            County(
                county,
                profile,
                shared[cal.EVE_YEAR][number],
                {year: shared[year][number] for year in years},
                int(supervisors[number]),
                tuple(areas.children(county)),
            )
            for number, (county, profile) in enumerate(zip(codes, profiles, strict=True))
        ),
    )


def _weights(counties: list[Area]) -> tuple[np.ndarray, np.ndarray]:
    """
    Shares of the counties in support and in work.

    Support: half population, half rural households. Work: 40 % support, 30 % jobs of all agencies, 30 %
    agricultural jobs. Where these are not known, both are the population.
    """

    def share(values):
        return np.array(values, dtype=float) / sum(values)

    population = share([county.population or 1 for county in counties])
    if not all(county.code in cal.RURAL_HOUSEHOLDS for county in counties):
        return population, population
    rural, agencies, farms = (
        share([table[county.code] for county in counties])
        for table in (cal.RURAL_HOUSEHOLDS, cal.AGENCY_JOBS, cal.FARM_JOBS)
    )
    support = (population + rural) / 2
    return support, 0.4 * support + 0.3 * agencies + 0.3 * farms


def _drawn(rng) -> Profile:
    """A believable county of which nothing is known but its people."""
    rural, attained = rng.beta(2.5, 3), rng.uniform(0.85, 1.12, 2)
    mix = np.array([20 + 35 * rural, 38 - 30 * rural, 10 + 14 * rural, 11, 4, 5, 3])
    return Profile(
        rural=rural,
        deprived=rng.uniform(0.1, 0.5),
        small_town=rng.uniform(0.1, 0.8),
        female=rng.uniform(0.52, 0.58),
        employable=rng.uniform(0.31, 0.39),
        women=rng.uniform(0.24, 0.36),
        mix=tuple(mix * rng.lognormal(0, 0.25, len(mix))),
        jobs_attained=attained[0],
        exits_attained=attained[1],
        deviation=rng.uniform(0.048, 0.072),
        visited=rng.uniform(0.72, 0.9),
        counselled=rng.uniform(0.57, 0.74),
        weaving=rng.lognormal(0, 0.6),
        medicinal=max(0.0, rng.normal(0, 1)),
    )


def _shared(rng, codes, profiles, support, work, eve, years) -> dict[int, list[Counts]]:
    """Every year's counts of every county."""

    def of(name):
        return np.array([getattr(profile, name) for profile in profiles])

    def noise(size, *categories):
        return rng.lognormal(0, size, (len(codes), *map(len, categories)))

    stock = apportion(eve.supported, support)
    shared = {
        cal.EVE_YEAR: _rows(
            supported=stock,
            female=split(eve.female, stock, of("female")),
            employable=split(eve.employable, stock, of("employable")),
        )
    }
    under_way, weavers = np.zeros(len(codes), dtype=np.int64), np.zeros(len(codes))
    for year, total in years.items():
        start, stock = stock, apportion(total.supported, support * noise(0.01))
        exits = split(total.exits, start, total.exits / start.sum() * of("exits_attained") * noise(0.03))
        others = split(total.other_exits, start - exits, total.other_exits / start.sum() * noise(0.06))
        jobs = apportion(total.jobs, work * noise(0.04))
        plans = jobs - np.minimum(apportion(total.jobs - total.plans, jobs * noise(0.08)), jobs // 2)
        channels = spread(total.channels, plans, np.add(total.channels, 0.01) * noise(0.12, cal.CHANNELS))
        under_way = under_way + plans
        leaning = of("deviation") * noise(0.02)
        deviated = split(sum(total.deviated), under_way, leaning)
        under_way = under_way - deviated
        skills = _each(total.trainees, _affinities(of, support))
        weavers = weavers / 2 + skills[:, :2].sum(axis=1)
        delivered = np.array([(year, code, "purchases") not in cal.GAPS for code in codes])
        bought = [weight * delivered for weight in (*(weavers * noise(0.1) for _ in range(3)), support)]
        shared[year] = _rows(
            supported=stock,
            female=split(total.female, stock, of("female")),
            employable=split(total.employable, stock, of("employable") * noise(0.02)),
            exits=exits,
            other_exits=others,
            plans=plans,
            jobs=jobs,
            women=split(total.women, jobs, of("women") * noise(0.03)),
            rural=split(total.rural, jobs, of("rural")),
            sectors=spread(total.sectors, jobs, of("mix") * noise(0.08, cal.SECTORS)),
            channels=channels,
            loan_steps=apportion(total.loan_steps, channels[:, :2] @ [1.0, 0.5] * noise(0.03)),
            deviated=spread(total.deviated, deviated, np.add(total.deviated, 0.01) * noise(0.1, cal.REASONS)),
            target_jobs=apportion(total.target_jobs, jobs / of("jobs_attained") / noise(0.02)),
            target_exits=apportion(total.target_exits, exits / of("exits_attained") / noise(0.02)),
            trainees=skills,
            products=_each(total.products, bought),
        )
    return shared


def _each(totals, weights) -> np.ndarray:
    """Counties × categories, each category apportioned by its own weights."""
    return np.column_stack([apportion(*pair) for pair in zip(totals, weights, strict=True)])


def _affinities(of, support) -> tuple[np.ndarray, ...]:
    """Weights of the counties in each skill, in the order of the codes."""
    weaving, rural = of("weaving"), of("rural")
    leans = (weaving, weaving**1.3, of("medicinal"), rural, of("women"), 1 - rural, 1.0)
    return tuple(support * lean for lean in leans)


def _rows(**columns) -> list[Counts]:
    """Columns over the counties → one Counts per county."""
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    return [Counts(**dict(zip(columns, map(_frozen, row), strict=True))) for row in rows]


def _frozen(value):
    return tuple(value) if isinstance(value, list) else value
