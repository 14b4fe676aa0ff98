"""Exports with every writing of a cell: dates, numbers, codes, places, text; those that are refused too."""

from exports.written import Call, File, Scenario, Sheet, W

_PLAN = "plan_id county place operator_sex sector channel amount_rial started_on jobs"
_BUY = "purchase_id county product amount_rial purchased_on"
_HOME = "household_id county district place head_sex size entered_on"
_COURSE = "training_id county trainee_sex skill started_on hours completed"

_DAYS = {
    "1397/02/13": "1397/02/13",
    "1397-2-13": "1397/02/13",
    "1397.02.13": "1397/02/13",
    "13970213": "1397/02/13",
    "۱۳۹۷/۰۲/۱۳": "1397/02/13",
    "١٣٩٧/٠٢/١٣": "1397/02/13",
    "۱۳۹7/۰2/13": "1397/02/13",
    "۱۳ اردیبهشت ۱۳۹۷": "1397/02/13",
    "13 ارديبهشت 1397": "1397/02/13",
    "۱۳۹۷ اردیبهشت ۱۳": "1397/02/13",
    "2018-05-03": "1397/02/13",
    "2018-05-03 00:00:00": "1397/02/13",
    "2018-05-03T14:30:00": "1397/02/13",
    "1397/02/13 10:20": "1397/02/13",
    "\u200f1397/02/13\u200e": "1397/02/13",
    " 1397/02/13 ": "1397/02/13",
    "1395/12/30": "1395/12/30",
    "1300/01/01": "1300/01/01",
}
_NO_DAYS = [
    "97/02/13",
    "13/02/1397",
    "1397/13/01",
    "1397/07/31",
    "1396/12/30",
    "03/05/2018",
    "2018/05/03",
    "5/3/2018",
    "43223",
    "1397/02",
    "اردیبهشت ۱۳۹۷",
    "1299/12/29",
    "1451/01/01",
    "1397-02/13",
    "فردا",
    "",
    "ندارد",
    "13971301",
]


def dates() -> Scenario:
    good = Sheet("plans", _PLAN)
    for written, read in _DAYS.items():
        good.ok(started_on=W(written, read))
    wrong = Sheet("purchases", _BUY)
    for written in _NO_DAYS:
        word = "empty" if written in ("", "ندارد") else "date"
        wrong.bad("purchased_on", word, {"purchased_on": "1397/09/05"}, purchased_on=written)
    ends = Sheet("plans", _PLAN + " supervised_until")
    ends.ok(plan_id="D1", started_on="1395/12/30", supervised_until=W("", "1398/12/29"))
    ends.ok(plan_id="D2", started_on="1397/02/13", supervised_until=W("-", "1400/02/13"))
    ends.ok(plan_id="D3", started_on="1396/12/29", supervised_until=W("N/A", "1399/12/29"))
    ends.bad(
        "supervised_until", "before", {"supervised_until": ""}, plan_id="D4", supervised_until="1397/02/12"
    )
    sheet = Sheet("purchases", _BUY)
    sheet.ok(purchase_id="s1", purchased_on=W(43430, "1397/09/05")).ok(
        purchase_id="s2", purchased_on=W(30000, "1360/11/29")
    )
    for n, cell in enumerate((29999, 60001, 970905, 0, True)):
        sheet.bad(
            "purchased_on", "date", {"purchased_on": "1397/09/05"}, purchase_id=f"s{n + 3}", purchased_on=cell
        )
    files = (
        File("plans-days.csv", (good,)),
        File("purchases-no-days.csv", (wrong,)),
        File("plans-ends.csv", (ends,)),
        File("purchases-serials.xlsx", (sheet,)),
    )
    return Scenario("dates", (Call(files, 20),))


_AMOUNTS = {
    "120000000": 120000000,
    "120,000,000": 120000000,
    "۱۲۰٬۰۰۰٬۰۰۰": 120000000,
    "۱۲۰،۰۰۰،۰۰۰": 120000000,
    "120 000 000": 120000000,
    "120\u00a0000\u00a0000": 120000000,
    "120'000'000": 120000000,
    "120000000.0": 120000000,
    "120,000,000.00": 120000000,
    "۱۲۰۰۰۰۰۰۰٫۰": 120000000,
    "120,000,000 ریال": 120000000,
    "ریال 5000": 5000,
    "5000 Rial": 5000,
    "٥٠٠٠": 5000,
    "0": 0,
    "00500": 500,
}
_NO_AMOUNTS = {
    "120,00,000": "whole",
    "12/5": "whole",
    "1.2E+08": "",
    "12.5": "whole",
    "۱۲٫۵": "whole",
    "120.000.000": "whole",
    "-5": "",
    "5000 تومان": "unit",
    "پنج میلیون": "",
    "120,000,0000": "whole",
    "1,20,000": "whole",
    "5000?": "",
    "": "empty",
    "-": "empty",
    "99999999999999999999": "",
}


def numbers() -> Scenario:
    good = Sheet("plans", _PLAN)
    for written, read in _AMOUNTS.items():
        good.ok(amount_rial=W(written, read))
    wrong = Sheet("purchases", _BUY)
    for written, word in _NO_AMOUNTS.items():
        wrong.bad("amount_rial", word, {"amount_rial": "5000"}, amount_rial=written)
    wrong.bad("amount_rial", "below", {"amount_rial": "1"}, amount_rial="0")
    hours = Sheet("trainings", _COURSE)
    hours.ok(hours=W("2,000", 2000)).ok(hours=W("۴۰ ساعت", 40)).ok(hours=W("1", 1))
    hours.bad("hours", "above", {"hours": "200"}, hours="2001").bad(
        "hours", "below", {"hours": "2"}, hours="0"
    )
    hours.bad("hours", "", {"hours": "30"}, hours="30 روز")
    homes = Sheet("households", _HOME)
    homes.ok(size=W("30", 30)).bad("size", "above", {"size": "3"}, size="31")
    homes.bad("size", "whole", {"size": "3"}, size="3.5").ok(size=W("4.0", 4))
    files = (
        File("plans-amounts.csv", (good,), "utf-8-sig"),
        File("purchases-no-amounts.csv", (wrong,)),
        File("trainings-hours.csv", (hours,)),
        File("households-size.csv", (homes,)),
    )
    return Scenario("numbers", (Call(files, 20),))


_COUNTIES = {
    "بوئین‌زهرا": "2601",
    "بوئین زهرا": "2601",
    "بویین زهرا": "2601",
    "بوئين زهرا": "2601",
    "شهرستان بوئین‌زهرا": "2601",
    "Buin Zahra": "2601",
    "buin-zahra": "2601",
    "BUIN_ZAHRA": "2601",
    "2601": "2601",
    "۲۶۰۱": "2601",
    "2601.0": "2601",
    "تاكستان": "2602",
    "تاکســتان": "2602",
    "  تاکستان ": "2602",
    "قزوین": "2603",
    "قزوين": "2603",
    "البرز": "2605",
    "آبیک": "2604",
    "ابیک": "2604",
    "آوج": "2606",
    "اراک": "0001",
    "0002": "0002",
    "اشتیان": "0002",
}
_NO_COUNTIES = ["تاکستن", "بوئین", "Takistan", "9999", "استان قزوین", "ایران", "26", "<b>تاکستان</b>", ""]


def places() -> Scenario:
    good = Sheet("plans", _PLAN)
    for written, read in _COUNTIES.items():
        good.ok(county=W(written, read))
    wrong = Sheet("plans", _PLAN)
    for n, written in enumerate(_NO_COUNTIES):
        word = "county" if written else "empty"
        wrong.bad("county", word, {"county": "تاکستان"}, plan_id=f"NC{n}", county=written)
    inside = Sheet("households", _HOME)
    for county, district, read in (
        ("تاکستان", "ضیاءآباد", "260203"),
        ("تاکستان", "ضياء آباد", "260203"),
        ("تاکستان", "مرکزی", "260204"),
        ("قزوین", "بخش مرکزی", "260305"),
        ("قزوین", "طارم سفلی", "260304"),
        ("2603", "۲۶۰۳۰۷", "260307"),
        ("آوج", "آبگرم", "260602"),
        ("Qazvin", "East Alamut", "260302"),
        ("قزوین", "", ""),
        ("قزوین", "ندارد", ""),
    ):
        inside.ok(county=county, district=W(district, read))
    inside.bad("district", "district", {"district": ""}, county="تاکستان", district="طارم سفلی")
    inside.bad("district", "district", {"district": "260203"}, county="تاکستان", district="260304")
    inside.bad("district", "district", {"district": ""}, county="تاکستان", district="خرمدش")
    cells = Sheet("households", _HOME)
    cells.ok(household_id="n1", county=W(2602, "2602"), district=W(260203, "260203"))
    cells.ok(household_id="n2", county=W(1, "0001"), district="")
    goals = Sheet("targets")
    for n, (written, read) in enumerate(
        {
            "شهرستان قزوین": "2603",
            "استان قزوین": "26",
            "2605": "2605",
            "البرز شهرستان": None,
            "شهرستان البرز": "2605",
            "تاکستان": "2602",
            "۲۶": None,
            "گیلان": "01",
            "1": None,
        }.items()
    ):
        if read:
            goals.ok(year=str(1390 + n), area=W(written, read))
    for n, written in enumerate(("قزوین", "البرز", "Qazvin", "قزوینن")):
        goals.bad("area", "", {"area": "2603"}, year=str(1410 + n), area=written)
    goals.bad("target", "below", {"target": "5"}, year="1420", area="2604", target="0")
    files = (
        File("plans-counties.csv", (good,)),
        File("plans-no-counties.csv", (wrong,)),
        File("households-districts.csv", (inside,)),
        File("households-codes.xlsx", (cells,)),
        File("targets-areas.csv", (goals,)),
    )
    return Scenario("places", (Call(files, 20),))


def codes() -> Scenario:
    plans = Sheet("plans", f"{_PLAN} operator_group")
    plans.ok(
        sector=W("Live-Stock", "livestock"),
        channel=W("BANK LOAN", "bank_loan"),
        place=W("Small Town", "small_town"),
    )
    plans.ok(
        sector=W("كشاورزي", "agriculture"),
        channel=W("کاریابی", "placement"),
        place=W("شهرکوچک", "small_town"),
    )
    plans.ok(
        sector=W("سایر", "other"), channel=W("راهبر‌شغلی", "job_leader"), operator_sex=W("مؤنث", "female")
    )
    plans.ok(channel=W("مشوق کارفرمایی", "employer_incentive"), operator_sex=W("Male", "male"))
    plans.ok(
        channel=W("صندوق امداد ولایت", "emdad_velayat_fund"),
        operator_group=W("دختر بازمانده از تحصیل", "girl_left_school"),
    )
    plans.ok(place=W("منطقه محروم", "deprived_area"), operator_sex=W("آقا", "male"), operator_group=W("", ""))
    plans.bad("sector", "not one of", {"sector": "خدمات"}, sector="معدن")
    plans.bad("operator_sex", "not one of", {"operator_sex": "زن"}, operator_sex="f")
    plans.bad(
        "operator_group",
        "female",
        {"operator_group": ""},
        operator_sex="مرد",
        operator_group="زن سرپرست خانوار",
    )
    plans.bads(
        {"sector": "not one of", "jobs": "below", "county": "county"},
        {"sector": "خدمات", "jobs": "1", "county": "قزوین"},
        sector="نامعلوم",
        jobs="0",
        county="شهر قزوین جدید",
    )
    homes = Sheet("households")
    homes.ok(assessed_on="1396/01/01", employable=W("بله", True)).ok(
        assessed_on="1396/01/01", employable=W("0", False)
    )
    homes.ok(
        support_reason=W("old age", "old_age"),
        exited_on="1396/01/01",
        exit_reason=W("مستمری بیمه", "pension"),
    )
    homes.ok(support_reason=W("زندان", "prison"), exit_reason=W("NULL", ""))
    homes.bad("exit_reason", "given", {"exited_on": "1396/01/01"}, exit_reason="فوت")
    homes.bad("exited_on", "before", {"exited_on": "1396/01/01"}, exited_on="1390/04/14", exit_reason="فوت")
    homes.bad("employable", "given", {"employable": "خیر"}, assessed_on="1396/01/01")
    homes.bad("employable", "yes", {"employable": "خیر"}, assessed_on="1396/01/01", employable="شاید")
    truth = Sheet("trainings", _COURSE)
    for written, read in {
        "yes": True,
        "NO": False,
        "True": True,
        "y": True,
        "۱": True,
        "آری": True,
        "خير": False,
    }.items():
        truth.ok(completed=W(written, read))
    truth.bad("completed", "yes", {"completed": "بله"}, completed="2").bad(
        "completed", "empty", {"completed": "نه"}, completed=""
    )
    cells = (
        Sheet("trainings", _COURSE)
        .ok(training_id="b1", completed=W(True, True))
        .ok(training_id="b2", completed=W(0, False))
    )
    files = (
        File("plans-codes.csv", (plans,)),
        File("households-codes.csv", (homes,)),
        File("trainings-truth.csv", (truth,)),
        File("trainings-truth.xlsx", (cells,)),
    )
    return Scenario("codes", (Call(files, 20),))


def text() -> Scenario:
    sheet = Sheet("plans", f"{_PLAN} title bank")
    for written, read in {
        "<script>alert(1)</script>": "<script>alert(1)</script>",
        "=1+1": "=1+1",
        "+98 گلخانه": "+98 گلخانه",
        "-": "-",
        "@SUM(A1)": "@SUM(A1)",
        "پرورش  بلدرچين": "پرورش بلدرچین",
        "گلخـــانه\u200f": "گلخانه",
        "ندارد": "ندارد",
        'نخ، سوزن; و "چرخ"': 'نخ، سوزن; و "چرخ"',
    }.items():
        sheet.ok(title=W(written, read))
    sheet.ok(plan_id=W("١٢-الف", "12-الف")).ok(plan_id=W("1001.0", "1001.0")).ok(plan_id=W(" 007 ", "007"))
    sheet.ok(plan_id=W("=7", "=7")).ok(bank=W("-", "")).ok(bank=W("بانك ملي", "بانک ملی"))
    sheet.bad("plan_id", "empty", {"plan_id": "T99"}, plan_id="")
    sheet.bad(
        "jobs",
        "below",
        {"jobs": "1"},
        plan_id=W("@T98", "@T98"),
        title=W("=cmd|'/c calc'!A0", "=cmd|'/c calc'!A0"),
        jobs="0",
    )
    sheet.bad(
        "jobs", "below", {"jobs": "1"}, plan_id=W("T97", "T97"), title=W("'quoted", "'quoted"), jobs="-1"
    )
    return Scenario("text", (Call((File("plans-text.csv", (sheet,)),), 20),))


SCENARIOS = [dates, numbers, places, codes, text]
