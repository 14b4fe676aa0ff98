"""Exports as people lay them out: titles, headings in several writings and rows, totals, notes, other columns."""

from exports.written import ORDINARY, Call, File, Scenario, Sheet, W

_PLAN = "plan_id county place operator_sex sector channel amount_rial started_on jobs"
_BUY = "purchase_id county product amount_rial purchased_on"


def titles() -> Scenario:
    csv = Sheet("plans", _PLAN)
    csv.title("کمیته امداد امام خمینی (ره)").title("گزارش طرح‌های اشتغال سال ۱۳۹۷").title()
    csv.ok(plan_id="A1").ok(plan_id="A2").blank().ok(plan_id="A3")
    csv.head(kind="header").ok(plan_id="A4")
    csv.totals("جمع", amount_rial="480000000", jobs="8").note("* ارقام به ریال است")
    xlsx = Sheet("purchases", _BUY, headings={"purchase_id": "شماره خرید", "amount_rial": "مبلغ خرید"})
    xlsx.title("خرید محصولات مجتمع اقتصادی").title("استان:", "قزوین", "سال:", 1397)
    xlsx.merged = [(0, 0, 0, 4)]
    xlsx.ok(purchase_id="A5").blank().ok(purchase_id="A6").totals("مجموع", amount_rial=17000000).note(
        "تهیه‌کننده: واحد اشتغال"
    )
    corner = Sheet("supervisors").ok(supervisor_id="A7").ok(supervisor_id="A8")
    corner.loose = True
    short = Sheet("trainings", "training_id county trainee_sex skill started_on hours completed")
    short.record("آموزش‌های سال ۱۳۹۷", kind="title").ok().record("تاریخ گزارش: 1398/01/20", kind="note")
    filtered = (
        Sheet("supervisors", name="ناظر")
        .ok(supervisor_id="A9")
        .ok(supervisor_id="A10")
        .ok(supervisor_id="A11")
    )
    tail = Sheet("assessments", name="ارزیابی")
    tail.bad("household_id", "not in", household_id="nowhere", assessed_on="1395/05/01")
    tail.loose = True
    files = (
        File("گزارش طرح.csv", (csv,), "utf-8-sig"),
        File("گزارش خرید.xlsx", (xlsx,)),
        File("ناظرها.xlsx", (corner,), options={"from_row": 4, "from_column": 2}),
        File("آموزش‌ها.csv", (short,), mark=";"),
        File("supervisors-filtered.xlsx", (filtered,), options={"hidden_rows": (2,)}),
        File("ارزیابی‌ها.ods", (tail,), options={"tail": True}),
    )
    homes = Sheet("households", "household_id county place head_sex size entered_on").ok(
        household_id="nowhere"
    )
    later = Call((File("households.csv", (homes,)),))
    return Scenario("titles", (Call(files, 20), later), kept=(("assessments", "nowhere"),), empty=True)


def totals() -> Scenario:
    words = ["جمع", "جمع کل", "مجموع:", "کل", "Total", "Sum", "SUBTOTAL", "جمــع"]
    files = []
    for n, word in enumerate(words):
        sheet = Sheet("purchases", _BUY).ok(purchase_id=f"G{n}a").ok(purchase_id=f"G{n}b")
        files.append(File(f"purchases-{n}.csv", (sheet.totals(word, amount_rial="17000000"),)))
    elsewhere = Sheet("plans", _PLAN).ok(plan_id="G9")
    elsewhere.totals("", county="جمع شهرستان", amount_rial="120000000")
    elsewhere.ok(plan_id="G10").totals("", amount_rial="120000000", channel="مجموع")
    return Scenario("totals", (Call((*files, File("plans-g.csv", (elsewhere,)))),))


def persian_headings() -> Scenario:
    plans = {
        "plan_id": "كد طرح",
        "household_id": "شماره‌ پرونده",
        "county": " نام شهرستان ",
        "district": "نام بخش",
        "place": "نوع سکونتگاه",
        "operator_sex": "جنسيت مجري",
        "operator_group": "گروه مجری",
        "sector": "رشته",
        "title": "عنوان‌طرح",
        "channel": "منبع اعتبار",
        "bank": "نام بانک",
        "amount_rial": "مبلغ (ریال)",
        "started_on": "تاریخ\u200cپرداخت",
        "jobs": "فرصت‌های شغلی",
        "supervised_until": "پایان نظارت",
        "deviated_on": "تاریخ انحراف",
        "deviation_reason": "علت انحراف",
    }
    one = Sheet("plans", list(plans), headings=plans)
    one.ok(plan_id="J1", supervised_until=W("", "1400/02/13"), bank=W("ملت", "ملت"))
    one.ok(
        plan_id="J2",
        supervised_until=W("1399/12/29", "1399/12/29"),
        operator_group=W("زن سرپرست خانوار", "female_head"),
    )
    homes = {
        "household_id": "شماره پرونده",
        "county": "شهرستان محل سکونت",
        "place": "محل سکونت",
        "head_sex": "جنسیت سرپرست",
        "size": "بُعد خانوار",
        "support_reason": "علت حمایت",
        "entered_on": "تاریخ تشکیل پرونده",
        "exited_on": "تاریخ خروج",
        "exit_reason": "دلیل خروج",
    }
    two = Sheet("households", list(homes), headings=homes)
    two.ok(exited_on=W("۱۳۹۷/۱۱/۰۵", "1397/11/05"), exit_reason=W("خودکفائی", "self_reliance"))
    two.ok(size=W("۵ نفر", 5), support_reason=W("از کار افتادگی", "disability"))
    english = {c: c.replace("_", " ").title() for c in ORDINARY["visits"]}
    three = Sheet("visits", list(english), headings=english).ok(plan_id="J1", stage=W("During", "during"))
    shouting = {c: c.upper().replace("_", "-") for c in ORDINARY["supervisors"]}
    four = Sheet("supervisors", "until_on from_on county supervisor_id", headings=shouting).ok()
    goals = {"year": "سال", "area": "شهرستان یا استان", "indicator": "شاخص", "target": "هدف"}
    five = Sheet("targets", list(goals), headings=goals).ok(area=W("شهرستان قزوین", "2603"))
    said = {"year": "سال گزارش", "county": "شهرستان", "table": "نام جدول", "delivered_on": "تاریخ تحویل"}
    six = (
        Sheet("reporters", list(said), headings=said)
        .ok(table=W("بازدیدها", "visits"))
        .ok(table=W("خانوار", "households"))
    )
    files = (
        File("گزارش ۱.csv", (one,)),
        File("گزارش ۲.csv", (two,)),
        File("report 3.csv", (three,)),
        File("report_4.csv", (four,)),
        File("گزارش ۵.xlsx", (five,)),
        File("گزارش ۶.csv", (six,)),
    )
    return Scenario("headings", (Call(files),))


def heading_rows() -> Scenario:
    over = Sheet("plans", _PLAN, headings={"operator_sex": "جنسیت مجری", "amount_rial": "مبلغ"})
    over.title("مشخصات طرح", "", "", "مجری", "", "تسهیلات").ok(plan_id="D1").ok(plan_id="D2")
    over.merged = [(0, 0, 0, 2), (0, 3, 0, 4), (0, 5, 0, 8)]
    over.loose = True
    split = Sheet("purchases", _BUY)
    split.head("شناسه خرید", "شهرستان", "کالا و مبلغ", "", "تاریخ خرید").head("", "", "محصول", "مبلغ", "")
    split.merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4)]
    split.ok(purchase_id="D3").ok(purchase_id="D4", amount_rial=W(450000, 450000))
    split.loose = True
    down = Sheet("trainings", "training_id county trainee_sex skill started_on hours completed")
    down.ok(training_id="D5").bad("county", "empty", {"county": "آبیک"}, training_id="D6", county="")
    down.merged = [(1, 1, 2, 1)]
    files = (
        File("طرح سربرگ.xlsx", (over,)),
        File("خرید دوسطری.xlsx", (split,)),
        File("آموزش ادغام.xlsx", (down,)),
    )
    return Scenario("heading-rows", (Call(files, 20),))


def other_columns() -> Scenario:
    sheet = Sheet("plans", f"ردیف {_PLAN} ملاحظات")
    sheet.left_aside = ("ردیف", "ملاحظات")
    sheet.ok(plan_id="E1", ردیف="1", ملاحظات="پرونده ناقص").ok(plan_id="E2", ردیف="2")
    sheet.totals("جمع", amount_rial="240000000")
    money = Sheet("plans", _PLAN.replace("amount_rial", "amount_toman"))
    money.ok(plan_id="E3", amount_toman="12,000,000", amount_rial=W("", 120000000))
    money.ok(plan_id="E4", amount_toman="۵٬۰۰۰٬۰۰۰ تومان", amount_rial=W("", 50000000))
    money.bad("amount", "unit", {"amount_toman": "500"}, plan_id="E5", amount_toman="5000 ریال")
    both = Sheet(
        "purchases", ["purchase_id", "county", "product", "amount_rial", "مبلغ تومان", "purchased_on"]
    )
    both.ok(purchase_id="E6", amount_rial=W("8500000", 8500000), **{"مبلغ تومان": "850000"})
    both.bad(
        "amount",
        "agree",
        {"amount_rial": "8500000"},
        purchase_id="E7",
        amount_rial="850000",
        **{"مبلغ تومان": "850000"},
    )
    persian = Sheet("purchases", _BUY, headings={"amount_rial": "مبلغ (تومان)"})
    persian.ok(purchase_id="E8", amount_rial=W("850000", 8500000))
    bare = Sheet("purchases", _BUY, headings={"amount_rial": "مبلغ"})
    bare.ok(purchase_id="E9", amount_rial=W("8500000 ریال", 8500000)).bad(
        "amount_rial", "unit", {"amount_rial": "8500000"}, purchase_id="E10", amount_rial="850000 تومان"
    )
    files = (
        File("plans-more.csv", (sheet,)),
        File("plans-toman.csv", (money,)),
        File("purchases-both.csv", (both,)),
        File("purchases-toman.csv", (persian,)),
        File("purchases-bare.csv", (bare,)),
    )
    return Scenario("other-columns", (Call(files, 20),))


def only_a_heading() -> Scenario:
    empty = Sheet("plans", _PLAN).head()
    titled = Sheet("visits").title("بازدیدهای سال ۱۳۹۷").head()
    files = (File("plans-none.csv", (empty,)), File("visits-none.xlsx", (titled,)))
    return Scenario("only-a-heading", (Call(files),))


SCENARIOS = [titles, totals, persian_headings, heading_rows, other_columns, only_a_heading]
