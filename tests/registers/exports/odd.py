"""Exports that programs other than Excel write, and habits of offices that the contract does not name."""

from exports.written import Call, File, Row, Scenario, Sheet, W

_PLAN = "plan_id county place operator_sex sector channel amount_rial started_on jobs"
_BUY = "purchase_id county product amount_rial purchased_on"


def programs() -> Scenario:
    told = Sheet("purchases", _BUY).record("sep=", "", kind="title").ok(purchase_id="p1").ok(purchase_id="p2")
    mac = Sheet("purchases", _BUY).ok(purchase_id="p3").ok(purchase_id="p4")
    trailing = Sheet("purchases", [*_BUY.split(), ""])
    trailing.ok(purchase_id="p5").ok(purchase_id="p6").totals("جمع", amount_rial="17000000")
    ragged = Sheet("purchases", _BUY).ok(purchase_id="p7")
    ragged.rows.append(
        Row(
            ["p8", "قزوین", "گلیم", "500", "1397/09/05", "", ""],
            "data",
            "accepted",
            {},
            {},
            {"amount_rial": 500},
        )
    )
    ragged.record("مجموع", "", "", "8500500", kind="totals")
    inline = (
        Sheet("plans", _PLAN, name="طرح‌ها").ok(plan_id=W("p9", "p9")).ok(plan_id=W(77, "77"), jobs=W(3, 3))
    )
    loud = Sheet("supervisors").ok(supervisor_id="p10")
    files = (
        File("purchases-sep.csv", (told,), mark=";"),
        File("purchases-mac.csv", (mac,), end="\r"),
        File("purchases-trailing.csv", (trailing,)),
        File("purchases-ragged.csv", (ragged,)),
        File("Book1.xlsx", (inline,), options={"inline": True}),
        File("SUPERVISORS.CSV", (loud,)),
    )
    return Scenario("programs", (Call(files),))


def blocks() -> Scenario:
    """A block for each county, each with its own title, heading and total: a title among data is no title."""
    sheet = Sheet("purchases", _BUY, name="خرید").title("خرید ۱۳۹۷")
    sheet.ok(purchase_id="q1").ok(purchase_id="q2").totals("جمع قزوین", amount_rial=17000000).blank()
    sheet.rows.append(
        Row(["شهرستان تاکستان", "", "", "", ""], "data", "refused", {"county": "empty"}, {"*": ""})
    )
    sheet.head(kind="header").ok(purchase_id="q3", county=W("تاکستان", "2602"))
    sheet.totals("جمع تاکستان", amount_rial=8500000).totals("جمع کل", amount_rial=25500000)
    return Scenario("blocks", (Call((File("گزارش.xlsx", (sheet,)),), 20),))


def years() -> Scenario:
    goals = Sheet("targets")
    goals.ok(year=W("سال ۱۳۹۷", 1397), area="2601", target=W("1,200 شغل", 1200))
    goals.ok(year=W("1397.0", 1397), area="2602").ok(
        year=W("۱۳۹۷", 1397), area="2603", indicator=W("خودکفایی", "exits")
    )
    goals.bad("year", "", {"year": "1397"}, year="97", area="2604").bad(
        "year", "", {"year": "1397"}, year="2018", area="2605"
    )
    cells = Sheet("targets", name="targets").ok(year=W(1398, 1398), area=W(2601, "2601"), target=W(15, 15))
    cells.ok(year=1398, area=W(26, "26")).ok(year=1398, area=W(1, "01")).ok(year=1398, area=W("0001", "0001"))
    said = Sheet("reporters")
    said.ok(year="1397", county="آوج", table=W("PLANS", "plans")).ok(
        county="قزوین", table=W("ناظران", "supervisors")
    )
    said.bad("table", "not one of", {"table": "طرح"}, county="آبیک", table="وام‌ها")
    said.bad("table", "not one of", {"table": "visits"}, county="آبیک", table="reporters")
    said.bad("delivered_on", "empty", {"delivered_on": "1398/01/20"}, county="تاکستان", delivered_on="")
    files = (
        File("targets-years.csv", (goals,)),
        File("targets-years.xlsx", (cells,)),
        File("reporters.csv", (said,)),
    )
    return Scenario("years", (Call(files, 20),))


SCENARIOS = [programs, blocks, years]
