"""Exports that programs other than Excel write, and habits of offices that the contract does not name."""

from exports.written import Call, File, Row, Scenario, Sheet, Shown, W

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


def units() -> Scenario:
    """What amounts are in, told by a row below the heading, by the heading, by a title, by a number's format."""
    bare = dict(zip(_BUY.split(), ("شناسه خرید", "شهرستان", "محصول", "مبلغ", "تاریخ خرید"), strict=True))
    plain, toman = Sheet("purchases", _BUY, headings=bare), Sheet("purchases", _BUY, headings=bare)
    plain.head().head("", "", "", "(ریال)", "روز/ماه/سال").ok(purchase_id="u1")
    toman.head().head("", "", "", "تومان", "")
    toman.ok(purchase_id="u2", amount_rial=W("850,000", 8500000)).ok(
        purchase_id="u3", amount_rial=W("۱٬۲۰۰", 12000)
    )
    persons = Sheet(
        "households",
        "household_id county place head_sex size entered_on",
        name="خانوار",
        headings={"size": "تعداد اعضا"},
    )
    persons.head().head("", "", "", "", "نفر", "").ok(household_id="u4", size=W(4, 4))
    headed = Sheet("purchases", _BUY, headings={"amount_rial": "مبلغ خرید به تومان"})
    headed.ok(purchase_id="u5", amount_rial=W("850000 تومان", 8500000))
    sign = Sheet("purchases", _BUY).ok(purchase_id="u6", amount_rial=W("8,500,000 ﷼", 8500000))
    loans = Sheet("purchases", _BUY, headings=bare).title("خریدهای طرح وام پنجاه میلیون تومانی")
    loans.ok(purchase_id="u7")
    both = Sheet("purchases", _BUY, name="خرید", headings={"amount_rial": "مبلغ (تومان)"})
    both.ok(purchase_id="u12", amount_rial=W(Shown(850000, '#,##0 "تومان"', "850,000 تومان"), 8500000))
    heading = ",".join(bare.values())
    files = (
        File("خرید واحد.csv", (plain,)),
        File("خرید تومان.xlsx", (toman,)),
        File("خانوار.xlsx", (persons,)),
        File("خرید به تومان.csv", (headed,)),
        File("purchases-sign.csv", (sign,)),
        File("purchases-loans.csv", (loans,)),
        *(File(f"خرید نما {n}.{kind}", (_shown(n),)) for n, kind in enumerate(("xlsx", "xls", "ods"))),
        File("خرید نما ۲.xlsx", (both,)),
        _said(
            "خرید میلیون.csv", "میلیونریال", "مبالغ به میلیون ریال", heading, "w1,قزوین,گلیم,85,1397/09/05"
        ),
        _said("خرید پانوشت.csv", "تومان", heading, "w2,قزوین,گلیم,850000,1397/09/05", "* ارقام به تومان است"),
        _said("خرید هزار.csv", "amount_rial", heading, ",,,(هزار ریال),", "w3,قزوین,گلیم,8500,1397/09/05"),
    )
    return Scenario("units", (Call(files, 20),))


def _shown(number: int) -> Sheet:
    """Amounts that a sheet shows with a unit, theirs or another."""
    sheet = Sheet("purchases", _BUY, name="خرید")
    rial = Shown(8500000, '#,##0 "ریال"', "8,500,000 ریال")
    sheet.ok(purchase_id=f"s{number}", amount_rial=W(rial, 8500000))
    others = {
        '#,##0 "تومان"': "850,000 تومان",
        '"هزار ریال" #,##0': "هزار ریال 850,000",
        "#,##0.00\\ [$تومان-429]": "850,000.00 تومان",
    }
    for place, (code, seen) in enumerate(others.items()):
        cells = {"purchase_id": f"s{number}{place}", "amount_rial": Shown(850000, code, seen)}
        sheet.bad("amount_rial", "unit", {"amount_rial": "8500000"}, **cells)
    return sheet


def _said(name: str, refused: str, *rows: str) -> File:
    """A file that says its amounts are in something else than its heading."""
    return File(name, content="\n".join(rows).encode(), refused=refused)


def joined_files() -> Scenario:
    """Files put one behind the other, and separators of a Persian Windows."""
    marked = Sheet("purchases", _BUY).ok(purchase_id="j1")
    marked.head("\ufeffpurchase_id", *_BUY.split()[1:], kind="header").ok(purchase_id=W("\ufeffj2", "j2"))
    persian = Sheet("purchases", _BUY, headings={"purchase_id": "شماره خرید", "county": "شهرستان"})
    persian.ok(purchase_id="j3", amount_rial=W("8,500,000", 8500000)).totals("جمع", amount_rial="8,500,000")
    plants = Sheet("plans", f"{_PLAN} title").ok(plan_id="j4", title="جمع‌آوری گیاهان دارویی")
    for title in ("جمع‌آوری گیاهان دارویی", "جمع آوری پسته"):
        plants.bad("plan_id", "empty", {"plan_id": f"j{len(title)}"}, plan_id="", title=title)
    plants.totals("جمع", jobs="6")
    heading = "supervisor_id,county,from_on,until_on"
    files = (
        File("purchases-marked.csv", (marked,), "utf-8-sig"),
        File("خرید فارسی.csv", (persian,), "cp1256", "؛"),
        File("plans-plants.csv", (plants,)),
        _said(
            "supervisors-turned.csv",
            "heading",
            heading,
            "j5,تاکستان,1395/01/01,1396/01/01",
            "supervisor_id,county,until_on,from_on",
            "j6,تاکستان,1395/01/01,",
        ),
        _said("purchases-bars.csv", "semicolon", _BUY.replace(" ", "|"), "j7|قزوین|گلیم|5|1397/09/05"),
        _said("purchases-deep.csv", "60 rows", *["شرح گزارش"] * 61, _BUY.replace(" ", ",")),
    )
    return Scenario("joined-files", (Call(files, 20),))


SCENARIOS = [programs, blocks, years, units, joined_files]
