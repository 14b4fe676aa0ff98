"""Exports as every kind of file: encodings, separators, workbooks, Parquet, records that are not whole."""

from datetime import date, datetime

from exports.written import Call, File, Formula, Scenario, Sheet, W, Wrong

_PLAN = "plan_id county place operator_sex sector channel amount_rial started_on jobs"
_PLAN_FA = {
    "plan_id": "شناسه طرح",
    "county": "شهرستان",
    "place": "محل اجرا",
    "operator_sex": "جنسیت مجری",
    "sector": "بخش اقتصادی",
    "channel": "محل اعتبار",
    "amount_rial": "مبلغ",
    "started_on": "تاریخ شروع",
    "jobs": "تعداد شغل",
}


def _plans(prefix: str, **given) -> Sheet:
    sheet = Sheet("plans", _PLAN, headings=_PLAN_FA)
    sheet.ok(plan_id=f"{prefix}-1", county=W("تاکستان", "2602"), place=W("روستا", "village"), **given)
    return sheet.ok(plan_id=f"{prefix}-2", sector=W("صنایع دستی", "handicrafts"), jobs=W("3", 3))


def encodings() -> Scenario:
    quoted = Sheet(
        "plans", f"{_PLAN} title bank", headings={**_PLAN_FA, "title": "عنوان طرح", "bank": "بانک"}
    )
    quoted.ok(plan_id="Q-1", title=W('تعمیرگاه "نمونه"، شعبه دوم', 'تعمیرگاه "نمونه"، شعبه دوم'))
    quoted.ok(
        plan_id="Q-2",
        title=W("کارگاه\r\nخیاطی", "کارگاه خیاطی"),
        bank=W("ملی, شعبه مرکزی", "ملی, شعبه مرکزی"),
    )
    quoted.ok(plan_id="Q-3", title=W("", ""), bank=W("ندارد", ""))
    tabs = Sheet("trainings", "training_id county trainee_sex skill started_on hours completed")
    tabs.ok(skill=W("قالی‌بافی", "carpet"), hours=W("۱۲۰", 120), completed=W("بلی", True))
    tabs.ok(skill=W("گیاهان دارویی", "medicinal_plants"), completed=W("نه", False))
    first = Sheet("targets")
    first.ok(area=W("2601", "2601"), target=W("240", 240)).ok(
        indicator=W("خروج", "exits"), year=W("1398", 1398)
    )
    semicolons = Sheet("purchases", "purchase_id county product amount_rial purchased_on")
    semicolons.ok(amount_rial=W("8,500,000", 8500000)).ok(product=W("تابلو فرش", "tableau_carpet"))
    files = (
        File("plans-utf8.csv", (_plans("U"),)),
        File("plans-bom.csv", (_plans("B"),), "utf-8-sig", end="\n"),
        File("plans-utf16.csv", (_plans("W"),), "utf-16", mark="\t"),
        File("plans-1256.csv", (_plans("C", operator_sex=W("زن", "female")),), "cp1256", mark=";"),
        File("plans-quoted.csv", (quoted,), options={"quoted": True, "no_end": True}),
        File("trainings.tsv", (tabs,), mark="\t", end="\n"),
        File("targets.csv", (first,), "utf-8-sig", mark=";"),
        File("خریدها ۱۳۹۷.csv", (semicolons,), mark=";"),
    )
    return Scenario("encodings", (Call(files),))


def utf16_without_tabs() -> Scenario:
    big = Sheet(
        "supervisors", headings={"supervisor_id": "کد ناظر", "county": "شهرستان", "from_on": "از تاریخ"}
    )
    big.ok(county=W("آوج", "2606"), from_on=W("۱۳۹۵/۰۱/۰۱", "1395/01/01"), until_on=W("", ""))
    big.ok(county=W("اوج", "2606"), until_on=W("1397-12-29", "1397/12/29"))
    quiet = Sheet("visits").ok(plan_id="Z1", supervisor_id="S1", counselling=W("آری", True))
    plan = Sheet("plans", _PLAN).ok(plan_id="Z1")
    files = (
        File("ناظران.csv", (big,), "utf-16-be", options={"prefix": "\ufeff"}),
        File("بازدیدها-۱۳۹۷.csv", (quiet,), "cp1256", mark="\t"),
        File("طرح‌های اشتغال.csv", (plan,), "utf-8", mark=";"),
    )
    return Scenario("several-encodings-of-one-office", (Call(files),))


def workbooks() -> Scenario:
    xlsx = Sheet("plans", f"{_PLAN} deviated_on deviation_reason", name="Sheet1", headings=_PLAN_FA)
    xlsx.ok(
        plan_id=W(1001, "1001"), county=W(2601, "2601"), amount_rial=W(120000000, 120000000), jobs=W(2, 2)
    )
    xlsx.ok(
        plan_id=W(1002.0, "1002"),
        started_on=W(date(2018, 5, 3), "1397/02/13"),
        amount_rial=W(95.5e6, 95500000),
    )
    xlsx.ok(plan_id=W("00123", "00123"), started_on=W(43223, "1397/02/13"))
    xlsx.ok(plan_id="1003", started_on=W(datetime(2018, 5, 3, 14, 30), "1397/02/13"), county=W(2, "0002"))
    xlsx.ok(plan_id="1004", started_on=W(13970213, "1397/02/13"), jobs=W("۲ نفر", 2))
    xlsx.ok(
        plan_id="1005",
        deviated_on=W("1397/05/01", "1397/05/01"),
        deviation_reason=W("مهاجرت", "migration"),
    )
    xlsx.bad("amount_rial", "whole", {"amount_rial": "1234567"}, plan_id="1006", amount_rial=1234567.5)
    xlsx.bad("started_on", "date", {"started_on": "1397/02/13"}, plan_id="1007", started_on=25.25)
    xls = Sheet("purchases", "purchase_id county household_id product amount_rial purchased_on")
    xls.ok(
        purchase_id=W(5001, "5001"),
        purchased_on=W(date(2018, 11, 26), "1397/09/05"),
        county=W(2603.0, "2603"),
    )
    xls.ok(purchase_id="5002", amount_rial=W(7000000, 7000000), product=W("فرش", "carpet"))
    ods = Sheet("trainings", headings={"training_id": "شناسه آموزش", "completed": "به پایان رسیده"})
    ods.ok(completed=W(True, True), hours=W(80, 80), started_on=W(date(2018, 5, 22), "1397/03/01"))
    ods.ok(completed=W(False, False), hours=W("۱۶۰", 160), employed_on=W("۱۵ مهر ۱۳۹۷", "1397/07/15"))
    files = (
        File("export_1397_02.xlsx", (xlsx,)),
        File("purchases.xls", (xls,)),
        File("آموزش.ods", (ods,)),
    )
    return Scenario("workbooks", (Call(files, 20),))


def date_systems() -> Scenario:
    since_1904 = Sheet("plans", _PLAN)
    since_1904.ok(plan_id="M1", started_on=W(41761, "1397/02/13"))
    since_1904.ok(plan_id="M2", started_on=W(date(2018, 5, 3), "1397/02/13"))
    solar = Sheet("supervisors").ok(supervisor_id="S9", from_on=W(date(2016, 3, 20), "1395/01/01"))
    old = Sheet("purchases", "purchase_id county product amount_rial purchased_on")
    old.ok(purchase_id="O1", purchased_on=W(43430, "1397/09/05"))
    files = (
        File("plans-mac.xlsx", (since_1904,), options={"from_1904": True}),
        File("supervisors.xlsx", (solar,), options={"day_format": "[$-fa-IR,16]yyyy/mm/dd"}),
        File("purchases-old.xls", (old,)),
    )
    return Scenario("date-systems", (Call(files),))


def parquet() -> Scenario:
    typed = Sheet("plans", _PLAN)
    typed.ok(plan_id="R1", amount_rial="55000000", started_on=W("1397/02/13", "1397/02/13"))
    typed.ok(plan_id="R2", jobs=W("۵", 5))
    days = Sheet("purchases", "purchase_id county product amount_rial purchased_on")
    days.ok(purchase_id="R3", amount_rial=W(900, 900), purchased_on=W(date(2018, 11, 26), "1397/09/05"))
    days.bad(
        "amount_rial",
        "below",
        {"amount_rial": "1"},
        purchase_id="R4",
        amount_rial=0,
        purchased_on=date(2018, 11, 27),
    )
    return Scenario(
        "parquet", (Call((File("plans.parquet", (typed,)), File("purchases.parquet", (days,))), 20),)
    )


def several_sheets() -> Scenario:
    plans = (
        Sheet("plans", _PLAN, name="طرح‌ها", headings=_PLAN_FA).title("گزارش طرح‌های اشتغال").ok(plan_id="X1")
    )
    visits = Sheet("visits", name="بازدیدها").ok(
        plan_id="X1", supervisor_id="X9", finding=W("در معرض انحراف", "at_risk")
    )
    people = Sheet("supervisors", name="ناظران").ok(supervisor_id="X9")
    legend = Sheet("plans", "a", name="راهنما", head=False).title("راهنمای تکمیل فرم")
    hidden = Sheet("households", name="خانوارها").ok()
    hidden.hidden, legend.loose = True, True
    book = File("گزارش فصلی.xlsx", (legend, plans, visits, people, hidden))
    ods_plans = Sheet(
        "households", "household_id county place head_sex size entered_on", name="households"
    ).ok()
    ods_tests = Sheet("assessments", name="assessments").ok(
        employable=W("خیر", False), assessed_on="1395/05/01"
    )
    ods_gone = Sheet("plans", _PLAN, name="plans").ok()
    ods_gone.hidden = True
    second = File("season.ods", (ods_plans, ods_tests, ods_gone))
    return Scenario("several-sheets", (Call((book, second)),))


def formulas() -> Scenario:
    sheet = Sheet("plans", _PLAN, name="plans", headings=_PLAN_FA)
    sheet.ok(plan_id="F1")
    sheet.bad(
        "amount_rial",
        "formula",
        {"amount_rial": "20000000"},
        plan_id="F2",
        amount_rial=Formula("2*10000000", 2e7),
    )
    sheet.bad("jobs", "", {"jobs": "1"}, plan_id="F3", jobs=Wrong("#DIV/0!"))
    sheet.ok(plan_id="F4", amount_rial=W("5000000", 5000000))
    sheet.totals("جمع کل", amount_rial=Formula("SUM(G2:G5)", 1.45e8), jobs=Formula("SUM(I2:I5)", 6))
    ods = Sheet("purchases", "purchase_id county product amount_rial purchased_on")
    ods.ok(purchase_id="F5")
    ods.bad(
        "amount_rial",
        "formula",
        {"amount_rial": "100"},
        purchase_id="F6",
        amount_rial=Formula("[.D2]*2", 17000000),
    )
    ods.totals("Total", amount_rial=Formula("SUM([.D2:.D3])", 25500000))
    files = (File("plans-formulas.xlsx", (sheet,)), File("purchases-formulas.ods", (ods,)))
    return Scenario("formulas", (Call(files, 20),))


def records() -> Scenario:
    sheet = Sheet("purchases", "purchase_id county product amount_rial purchased_on")
    sheet.ok(purchase_id="N1")
    sheet.record(
        "N2", "قزوین", "گلیم", word="fields", mend={"amount_rial": "1000", "purchased_on": "1397/09/05"}
    )
    sheet.record(
        *("N3", "قزوین", "گلیم", "1000", "1397/09/05", "یک خانه اضافه"),
        word="fields",
        mend={"purchased_on": "1397/09/05"},
    )
    sheet.bad("", "null", {"product": "گلیم"}, purchase_id="N4", product="گل\x00یم")
    sheet.bad("", "broken", {"purchase_id": "N5"}, purchase_id="N5\udcff")
    sheet.bad("county", "control", {"county": "قزوین"}, purchase_id="N6", county="قز\x07وین")
    sheet.record("", kind="blank")
    sheet.ok(purchase_id="N7", product=W("KILIM", "kilim"))
    sheet.blank()
    sheet.ok(purchase_id="N8", county=W("الـــبرز", "2605"))
    return Scenario("records", (Call((File("purchases-records.csv", (sheet,)),), 20),))


SCENARIOS = [
    encodings,
    utf16_without_tabs,
    workbooks,
    date_systems,
    parquet,
    several_sheets,
    formulas,
    records,
]
