"""
The figures the sample is made to show, as values.

`F…` names the published figure (data/published) a number is taken from; "seed" the news item the indicators
come from. Numbers without either are invented, near their neighbours. Where sources conflict the seed wins.
"""

from dataclasses import dataclass, fields

from karnameh.registers import schema

SEED = 1397
PROVINCE = "26"
SECTORS, CHANNELS, REASONS = map(tuple, (schema.SECTOR, schema.CHANNEL, schema.DEVIATION_REASON))
SKILLS, PRODUCTS, PLACES = map(tuple, (schema.SKILL, schema.PRODUCT, schema.PLACE))
LOAN_STEP = 10_000_000  # rial; loans are whole multiples
SUPERVISORS = 10  # seed
#: Household files of the national scale, all years together.
NATIONAL_FILES = 4_000_000
#: (year, county, table) that was not delivered; believable, and seen in every real series of returns.
GAPS = frozenset({(1396, "2604", "purchases")})


@dataclass(frozen=True)
class Counts:
    """A year of an area: stocks at its end, flows within it. Tuples follow the order of the codes."""

    supported: int
    female: int
    employable: int
    exits: int = 0
    other_exits: int = 0
    plans: int = 0
    jobs: int = 0
    women: int = 0
    rural: int = 0
    sectors: tuple[int, ...] = (0,) * len(SECTORS)  # jobs; of a province only the proportions count
    channels: tuple[int, ...] = (0,) * len(CHANNELS)  # plans
    loan_steps: int = 0
    deviated: tuple[int, ...] = (0,) * len(REASONS)
    target_jobs: int = 0
    target_exits: int = 0
    trainees: tuple[int, ...] = (0,) * len(SKILLS)
    products: tuple[int, ...] = (0,) * len(PRODUCTS)

    def times(self, factor: float) -> "Counts":
        """The same year of an area that is larger by this factor, in whole numbers."""

        def scaled(value):
            return tuple(map(scaled, value)) if isinstance(value, tuple) else round(value * factor)

        return Counts(**{field.name: scaled(getattr(self, field.name)) for field in fields(self)})


#: Households with a file before the first year.
EVE_YEAR = 1394
EVE = Counts(supported=20_600, female=11_250, employable=6_900)

#: The province, year by year. Active plans at the end of 1397 (seed): 4,871 + 4,892 + 4,899 started, less
#: 95 + 340 + 854 deviated = 13,373, for supervision of plans of 1395 ends in 1398 at the earliest.
YEARS = {
    1395: Counts(
        supported=21_000,
        female=11_480,
        employable=7_250,
        exits=1_450,
        other_exits=1_050,
        plans=4_871,
        jobs=5_203,
        women=1_431,
        rural=2_966,
        sectors=(322, 262, 178, 122, 46, 44, 26),
        channels=(2_640, 850, 640, 560, 181),
        loan_steps=47_000,  # F076: 3,490 with a loan; F077: 470 bn rial
        deviated=(10, 24, 43, 17, 1),
        trainees=(290, 96, 60, 280, 230, 250, 110),
        products=(150, 84, 66, 28),
    ),
    1396: Counts(
        supported=21_800,
        female=11_940,
        employable=7_700,
        exits=1_800,
        other_exits=1_100,  # F025, F030
        plans=4_892,
        jobs=5_327,
        women=1_534,
        rural=3_116,
        sectors=(326, 262, 174, 118, 48, 44, 28),
        channels=(2_150, 780, 820, 910, 232),
        loan_steps=47_300,
        deviated=(33, 92, 142, 70, 3),
        target_jobs=5_600,
        target_exits=2_000,
        trainees=(281, 91, 120, 300, 240, 280, 120),
        products=(168, 92, 74, 30),
    ),
    1397: Counts(
        supported=29_000,
        female=15_920,
        employable=10_000,
        exits=2_700,
        other_exits=1_300,  # seed, F031
        plans=4_899,
        jobs=5_520,
        women=1_656,
        rural=3_312,
        sectors=(330, 260, 170, 115, 50, 45, 30),  # seed
        channels=(1_909, 736, 930, 1_060, 264),
        loan_steps=47_800,  # F068, F079; F069
        deviated=(77, 239, 350, 188, 0),
        target_jobs=5_780,
        target_exits=2_850,  # seed: 5–7 %, four reasons
        trainees=(268, 82, 172, 330, 250, 290, 130),
        products=(196, 110, 84, 28),
    ),  # seed: 350 weavers
    1398: Counts(
        supported=30_806,
        female=16_905,
        employable=10_650,
        exits=1_900,
        other_exits=1_250,  # F033, F035
        plans=3_350,
        jobs=3_678,
        women=1_162,
        rural=2_251,
        sectors=(318, 272, 168, 112, 52, 46, 32),  # F085
        channels=(1_900, 640, 425, 290, 95),
        loan_steps=90_000,  # F089: 425 placements; F086
        deviated=(85, 248, 366, 196, 8),
        target_jobs=5_332,
        target_exits=2_000,  # seed, F032
        trainees=(240, 78, 190, 310, 240, 300, 120),
        products=(204, 118, 80, 30),
    ),
    1399: Counts(
        supported=32_032,
        female=17_577,
        employable=11_050,
        exits=1_750,
        other_exits=1_300,  # F034, F036
        plans=3_700,
        jobs=4_063,
        women=1_341,
        rural=2_426,
        sectors=(312, 282, 164, 108, 54, 48, 32),  # F095
        channels=(2_010, 800, 620, 200, 70),
        loan_steps=110_000,  # F096
        deviated=(80, 196, 309, 152, 6),
        target_jobs=4_880,
        target_exits=2_100,  # F087
        trainees=(176, 60, 165, 220, 180, 240, 90),
        products=(171, 104, 62, 24),
    ),
}
#: The province's own targets; those of its counties add up to them.
PROVINCE_TARGETS = {(1398, "jobs"), (1398, "exits"), (1399, "jobs")}

#: Mean size of the households that come in a year: a man's, a woman's. They get smaller from 1398 on,
#: so that persons come to about 60,000 (1397, F028) and 62,000 (1399, F044).
MEAN_SIZE = {
    EVE_YEAR: (2.62, 1.85),
    1395: (2.56, 1.82),
    1396: (2.54, 1.80),
    1397: (2.48, 1.77),
    1398: (2.04, 1.54),
    1399: (1.99, 1.51),
}


@dataclass(frozen=True)
class Profile:
    """How a county differs from its province. Shares are leanings: they are tilted until the totals fit."""

    rural: float = 0.45  # households and, tilted up to the total, jobs
    deprived: float = 0.20  # of the rural
    small_town: float = 0.30  # of the urban
    female: float = 0.55
    employable: float = 0.35
    women: float = 0.30  # of the jobs
    mix: tuple[float, ...] = (33, 26, 17, 11.5, 5, 4.5, 3)  # of the jobs, by sector
    jobs_attained: float = 1.0  # beside the province
    exits_attained: float = 1.0
    deviation: float = 0.06
    visited: float = 0.80
    counselled: float = 0.65
    weaving: float = 1.0  # beside the county's weight
    medicinal: float = 0.0
    #: Where medicinal plants are taught, where not in the whole county.
    medicinal_districts: tuple[str, ...] = ()


#: Qazvin's counties. Rural shares: census of 1395, raised to the 45 % of F026. The rest is invented.
PROFILES = {
    "2601": Profile(
        rural=0.66,
        deprived=0.20,
        small_town=0.55,
        female=0.540,
        employable=0.37,
        women=0.270,
        mix=(40, 19, 21, 12, 2.5, 3.5, 2),
        jobs_attained=1.06,
        exits_attained=1.08,
        deviation=0.052,
        visited=0.79,
        counselled=0.61,
        weaving=1.55,
    ),
    "2602": Profile(
        rural=0.46,
        deprived=0.15,
        small_town=0.35,
        female=0.545,
        employable=0.35,
        women=0.295,
        mix=(30, 24, 25, 10, 5, 4, 2),
        jobs_attained=0.98,
        exits_attained=0.96,
        deviation=0.061,
        visited=0.84,
        counselled=0.70,
        weaving=1.50,
    ),
    "2603": Profile(
        rural=0.37,
        deprived=0.38,
        small_town=0.08,
        female=0.555,
        employable=0.33,
        women=0.318,
        mix=(28, 30, 14, 12, 6, 5, 5),
        jobs_attained=0.97,
        exits_attained=0.99,
        deviation=0.065,
        visited=0.77,
        counselled=0.63,
        weaving=0.75,
        medicinal=0.22,
        medicinal_districts=("260302", "260303"),
    ),  # seed: Alamut, two districts
    "2604": Profile(
        rural=0.44,
        deprived=0.12,
        small_town=0.40,
        female=0.550,
        employable=0.36,
        women=0.290,
        mix=(31, 27, 17, 8, 6, 8, 3),
        jobs_attained=1.03,
        exits_attained=1.05,
        deviation=0.048,
        visited=0.88,
        counselled=0.68,
        weaving=0.50,
    ),
    "2605": Profile(
        rural=0.17,
        deprived=0.10,
        small_town=0.20,
        female=0.560,
        employable=0.32,
        women=0.345,
        mix=(18, 41, 8, 9, 4, 14, 6),
        jobs_attained=0.83,
        exits_attained=0.82,
        deviation=0.072,
        visited=0.72,
        counselled=0.58,
        weaving=0.22,
    ),
    "2606": Profile(
        rural=0.86,
        deprived=0.50,
        small_town=0.90,
        female=0.535,
        employable=0.39,
        women=0.250,
        mix=(46, 13, 16, 17, 5, 1, 2),
        jobs_attained=1.12,
        exits_attained=1.10,
        deviation=0.055,
        visited=0.91,
        counselled=0.74,
        weaving=2.60,
        medicinal=2.9,
    ),  # seed: Avaj
}
#: Public weights of Qazvin's counties: jobs of all agencies 1400 (F126–F131), agricultural jobs 1401,
#: households in villages 1398. A county split made this way is an estimate.
AGENCY_JOBS = {"2601": 2_565, "2602": 3_193, "2603": 5_639, "2604": 2_249, "2605": 1_535, "2606": 922}
FARM_JOBS = {"2601": 1_000, "2602": 859, "2603": 891, "2604": 482, "2605": 380, "2606": 250}
RURAL_HOUSEHOLDS = {
    "2601": 20_133,
    "2602": 18_323,
    "2603": 37_976,
    "2604": 9_087,
    "2605": 5_129,
    "2606": 10_200,
}
#: Where the people of Qazvin county's files live: (rural, urban) by district. East Alamut: F118.
DISTRICT_WEIGHTS = {
    "260302": (34, 3),
    "260303": (21, 2),
    "260304": (15, 1),
    "260305": (18, 92),
    "260307": (12, 2),
}
