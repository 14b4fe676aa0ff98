"""Exports that hang together: the same row twice, corrections, rows that wait, persons who must not be named."""

from exports.written import Call, File, Scenario, Sheet, W

_PLAN = "plan_id household_id county place operator_sex sector channel amount_rial started_on jobs"
_HOME = "household_id county place head_sex size entered_on"
_BUY = "purchase_id county product amount_rial purchased_on"


def twice() -> Scenario:
    same = (
        Sheet("purchases", _BUY)
        .ok(purchase_id="a")
        .again(purchase_id="a")
        .again(purchase_id="\u200fa ", amount_rial="8,500,000")
    )
    same.bad("purchase_id", "given", purchase_id="b", amount_rial="1")
    same.bad("purchase_id", "given", {"purchase_id": "b2"}, purchase_id="b", amount_rial="2")
    other = Sheet("purchases", _BUY).again(purchase_id="a").ok(purchase_id="c")
    other.bad("purchase_id", "given", purchase_id="d", product="فرش")
    far = Sheet("purchases", _BUY).bad("purchase_id", "given", {"purchase_id": "d2"}, purchase_id="d")
    goals = Sheet("targets").ok(area="تاکستان").again(area="2602").bad("", "given", area="2603", target="1")
    goals.bad("", "given", {"year": "1398"}, area="شهرستان قزوین", target="2")
    goals.ok(area="2603", indicator="exits")
    files = (
        File("purchases-1.csv", (same,)),
        File("purchases-2.csv", (other,)),
        File("purchases-3.xlsx", (far,)),
        File("targets-twice.csv", (goals,)),
    )
    return Scenario("twice", (Call(files, 20),))


def corrections() -> Scenario:
    first = Sheet("plans", _PLAN).ok(plan_id="C1", jobs=W("2", 2)).ok(plan_id="C2").ok(plan_id="C3")
    visits = Sheet("visits").ok(plan_id="C2", supervisor_id="CS", visited_on="1397/06/20")
    people = Sheet("supervisors").ok(supervisor_id="CS")
    later = Sheet("plans", _PLAN).new(plan_id="C1", jobs=W("5", 5)).again(plan_id="C3").ok(plan_id="C4")
    later.bad("started_on", "visit", {"started_on": "1397/02/13"}, plan_id="C2", started_on="1397/07/01")
    return Scenario(
        "corrections",
        (
            Call(
                (
                    File("plans-1397.csv", (first,)),
                    File("visits.csv", (visits,)),
                    File("supervisors.csv", (people,)),
                )
            ),
            Call((File("plans-1397-2.csv", (later,)),), 20),
        ),
    )


def waiting() -> Scenario:
    visits = Sheet("visits")
    visits.bad("plan_id", "not in", visit_id="W1", plan_id="WP1", supervisor_id="WS1")
    visits.bad("supervisor_id", "not in", visit_id="W2", plan_id="WP1", supervisor_id="WS1")
    visits.rows[1].faults = visits.rows[2].faults = {"plan_id": "not in", "supervisor_id": "not in"}
    plans = (
        Sheet("plans", _PLAN)
        .bad("household_id", "not in", plan_id="WP1", household_id="WH1")
        .ok(plan_id="WP2")
    )
    homes = Sheet("households", _HOME).ok(household_id="WH1")
    people = Sheet("supervisors").ok(supervisor_id="WS1")
    return Scenario(
        "waiting",
        (
            Call((File("visits-early.csv", (visits,)),), 11),
            Call((File("plans-early.xlsx", (plans,)), File("supervisors.csv", (people,))), 20),
            Call((File("households-late.csv", (homes,)),)),
        ),
        kept=(("visits", "W1"), ("visits", "W2"), ("plans", "WP1")),
        empty=True,
    )


def exported_again() -> Scenario:
    """The office mends a row in its own system and exports the whole table anew, under the same name."""
    first = (
        Sheet("purchases", _BUY)
        .ok(purchase_id="x1")
        .bad("amount_rial", "below", purchase_id="x2", amount_rial="0")
    )
    second = Sheet("purchases", _BUY).again(purchase_id="x1").ok(purchase_id="x2", amount_rial=W("70", 70))
    third = Sheet("purchases", _BUY).bad("product", "not one of", purchase_id="x1", product="قالیچه")
    return Scenario(
        "exported-again",
        (
            Call((File("purchases.csv", (first,)),), 20),
            Call((File("purchases.csv", (second,)),)),
            Call((File("purchases.xlsx", (third,)),), 11),
            Call((File("purchases.csv", (second_again(),)),)),
        ),
        empty=True,
    )


def second_again() -> Sheet:
    """The row that was accepted once, then sent wrong, is sent right again."""
    return (
        Sheet("purchases", _BUY)
        .new(purchase_id="x1", product=W("قالی", "carpet"))
        .again(purchase_id="x2", amount_rial="70")
    )


def order() -> Scenario:
    """A visit before its plan, a plan before its household, in one call: nothing is unknown."""
    visits = Sheet("visits")
    visits.ok(plan_id="Y1", supervisor_id="YS", stage=W("پیش از اجرا", "before"), visited_on="1397/02/01")
    visits.ok(plan_id="Y1", supervisor_id="YS", stage=W("after", "after"), visited_on="1397/02/13")
    visits.bad(
        "visited_on",
        "side",
        {"visited_on": "1397/02/13"},
        plan_id="Y1",
        supervisor_id="YS",
        visited_on="1397/02/12",
    )
    visits.bad(
        "visited_on",
        "side",
        {"stage": "بعد"},
        plan_id="Y1",
        supervisor_id="YS",
        stage="before",
        visited_on="1397/02/14",
    )
    plans = Sheet("plans", _PLAN).ok(plan_id="Y1", household_id="YH")
    homes = Sheet("households", _HOME).ok(household_id="YH")
    people = (
        Sheet("supervisors")
        .ok(supervisor_id="YS")
        .bad("until_on", "before", {"until_on": "1396/01/01"}, supervisor_id="YS2", until_on="1394/12/29")
    )
    buys = (
        Sheet("purchases", _BUY + " household_id").ok(household_id=W("YH", "YH")).ok(household_id=W("-", ""))
    )
    buys.bad("household_id", "not in", {"household_id": ""}, household_id="nobody")
    files = (
        File("1-visits.csv", (visits,)),
        File("2-plans.csv", (plans,)),
        File("3-households.csv", (homes,)),
        File("4-supervisors.csv", (people,)),
        File("5-purchases.csv", (buys,)),
    )
    return Scenario("order", (Call(files, 20),))


def national_id(nine: int) -> str:
    """An invented national id with its right check digit."""
    digits = f"{nine:09d}"
    rest = sum(int(d) * (10 - n) for n, d in enumerate(digits)) % 11
    return digits + str(rest if rest < 2 else 11 - rest)


def card(fifteen: int) -> str:
    """An invented card number with its right check digit."""
    digits = f"{fifteen:015d}"
    doubled = [int(d) * (2 - n % 2) for n, d in enumerate(digits)]
    return digits + str(-sum(d - 9 * (d > 9) for d in doubled) % 10)


NAMES = ["زهره نمونه‌پور", "پرویز آزمون‌زاده", "مینا ساختگی", "رحیم فرضی‌نژاد"]
IDS = [national_id(432100000 + 7919 * n) for n in range(60)]
MOBILES = [f"0912{5550000 + 137 * n}" for n in range(6)]
CARDS = [card(603799000000000 + 7654321 * n) for n in range(6)]


def persons() -> Scenario:
    columns = [
        *_PLAN.split()[:1],
        "نام و نام خانوادگی مجری",
        "کد ملی",
        "تلفن همراه",
        "شماره کارت",
        *_PLAN.split()[2:],
    ]
    sheet = Sheet("plans", columns)
    sheet.personal = tuple(columns[1:5])
    for n in range(4):
        given = dict(zip(columns[1:5], (NAMES[n], IDS[n], MOBILES[n], CARDS[n]), strict=True))
        sheet.ok(plan_id=f"P-{n}", **given)
    given = dict(zip(columns[1:5], (NAMES[0], IDS[4], MOBILES[4], CARDS[4]), strict=True))
    sheet.bad("jobs", "below", {"jobs": "1"}, plan_id="P-9", jobs="0", **given)
    quiet = Sheet(
        "trainings",
        [
            "training_id",
            "county",
            "trainee_sex",
            "skill",
            "started_on",
            "hours",
            "completed",
            "x",
            "شرح",
            "ملاحظات",
        ],
    )
    quiet.personal, quiet.left_aside = ("x", "شرح"), ("ملاحظات",)
    for n in range(24):
        quiet.ok(x=IDS[n], شرح=f"0913{4440000 + n * 211}", ملاحظات="ندارد")
    secrets = (*NAMES, *IDS[:24], *MOBILES[:5], *CARDS[:5], *(f"0913{4440000 + n * 211}" for n in range(24)))
    files = (File("plans-names.xlsx", (sheet,)), File("trainings-quiet.csv", (quiet,)))
    return Scenario("persons", (Call(files, 20),), secrets)


def national_ids() -> Scenario:
    homes = Sheet("households", _HOME)
    for national in IDS[30:54]:
        homes.ok(household_id=national)
    homes.bad("size", "above", {"size": "3"}, household_id=IDS[54], size="31")
    plans = (
        Sheet("plans", _PLAN).ok(plan_id="N1", household_id=IDS[30]).ok(plan_id="N2", household_id=IDS[31])
    )
    plans.bad("household_id", "not in", {"household_id": ""}, plan_id="N3", household_id=IDS[55])
    again = Sheet("households", _HOME).again(household_id=IDS[30]).new(household_id=IDS[31], size="7")
    return Scenario(
        "national-ids",
        (
            Call((File("households-national.csv", (homes,)),), 20),
            Call((File("plans-national.csv", (plans,)),), 20),
            Call((File("households-national-2.xlsx", (again,)),)),
        ),
        tuple(IDS[30:56]),
    )


SCENARIOS = [twice, corrections, waiting, exported_again, order, persons, national_ids]
