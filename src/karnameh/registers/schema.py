"""
The input contract: tables, columns, codes and rules, as values.

A rule holds both its check and the reason that it gives. A check takes a table (visits carry the start of
their plan) and gives True for each row that breaks the rule.
"""

import pandas as pd

from karnameh.registers.codes import (
    CHANNEL,
    DEVIATION_REASON,
    EXIT_REASON,
    FINDING,
    OPERATOR_GROUP,
    PLACE,
    PRODUCT,
    SECTOR,
    SEX,
    SKILL,
    STAGE,
    SUPPORT_REASON,
    TABLE_NAMES,
    TARGET_INDICATOR,
)
from karnameh.registers.reasons import Reason
from karnameh.registers.table import Column, Reference, Rule, Table


def _text(name, *headings, required=True):
    return Column(name, "text", headings, required)


def _date(name, *headings, required=True):
    return Column(name, "date", headings, required)


def _code(name, codes, *headings, required=True):
    return Column(name, "code", headings, required, codes)


def _int(name, *headings, low=None, high=None, units=()):
    return Column(name, "int", headings, True, low=low, high=high, units=units)


def _bool(name, *headings, required=True):
    return Column(name, "bool", headings, required)


COUNTY = Column(
    "county", "county", ("شهرستان", "نام شهرستان", "کد شهرستان", "شهرستان محل اجرا", "شهرستان محل سکونت")
)
DISTRICT = Column("district", "district", ("بخش", "نام بخش", "کد بخش"), False)
HOUSEHOLD = _text(
    "household_id",
    "شناسه خانوار",
    "شماره پرونده",
    "کد خانوار",
    "شماره خانوار",
    "شناسه پرونده",
    "کد پرونده",
    "شماره پرونده خانوار",
    "کد مددجویی",
    "شماره مددجویی",
    "household",
)
ITS_HOUSEHOLD = _text("household_id", *HOUSEHOLD.headings, required=False)


def not_before(column: str, earlier: str) -> Rule:
    """A day that must not lie before another."""
    reason = Reason("before", (("earlier", earlier),))
    return Rule(column, earlier, reason, lambda table: table[column] < table[earlier])


def together(one: str, other: str) -> Rule:
    """Two columns of which both are given or neither."""
    reason = Reason("together", (("other", other),))
    return Rule(one, other, reason, lambda table: table[one].isna() != table[other].isna())


def _visit_stage(table: pd.DataFrame) -> pd.Series:
    before, later = table["stage"] == "before", table["stage"].isin(["during", "after"])
    return (before & (table["visited_on"] > table["plan_started_on"])) | (
        later & (table["visited_on"] < table["plan_started_on"])
    )


def _in_county(table: pd.DataFrame) -> pd.Series:
    return (
        table["district"].notna() & table["county"].notna() & (table["district"].str[:4] != table["county"])
    )


IN_COUNTY = Rule("district", "county", Reason("not_in_county"), _in_county)

_ASSESSED = ("تاریخ ارزیابی", "تاریخ ارزیابی اشتغال", "تاریخ کارشناسی", "تاریخ توانمندسنجی")
_EMPLOYABLE = ("مستعد اشتغال", "قابل اشتغال", "توان اشتغال", "آماده به کار")

HOUSEHOLDS = Table(
    "households",
    (
        HOUSEHOLD,
        COUNTY,
        DISTRICT,
        _code("place", PLACE, "محل سکونت", "نوع سکونتگاه", "نوع محل سکونت", "سکونتگاه", "نوع منطقه"),
        _code("head_sex", SEX, "جنسیت سرپرست", "جنس سرپرست", "جنسیت سرپرست خانوار", "جنسیت", "جنس"),
        _int(
            "size",
            "تعداد افراد",
            "بعد خانوار",
            "تعداد اعضا",
            "تعداد اعضای خانوار",
            "تعداد افراد خانوار",
            "تعداد نفرات",
            low=1,
            high=30,
            units=("نفر", "persons", "person"),
        ),
        _code("support_reason", SUPPORT_REASON, "علت حمایت", "دلیل حمایت", "علت پوشش", required=False),
        _date(
            "entered_on", "تاریخ ورود", "تاریخ تشکیل پرونده", "تاریخ پذیرش", "تاریخ شروع حمایت", "تاریخ پوشش"
        ),
        _date("exited_on", "تاریخ خروج", "تاریخ قطع حمایت", "تاریخ خروج از حمایت", required=False),
        _code("exit_reason", EXIT_REASON, "علت خروج", "دلیل خروج", "علت قطع حمایت", required=False),
        _date("assessed_on", *_ASSESSED, required=False),
        _bool("employable", *_EMPLOYABLE, required=False),
    ),
    ("household_id",),
    "entered_on",
    (
        IN_COUNTY,
        not_before("exited_on", "entered_on"),
        together("exit_reason", "exited_on"),
        together("employable", "assessed_on"),
    ),
)
ASSESSMENTS = Table(
    "assessments",
    (HOUSEHOLD, _date("assessed_on", *_ASSESSED), _bool("employable", *_EMPLOYABLE)),
    ("household_id", "assessed_on"),
    "assessed_on",
    references=(Reference("household_id", "households"),),
    optional=True,
)
_PLAN = ("شناسه طرح", "کد طرح", "شماره طرح", "plan")
_SUPERVISOR = ("شناسه ناظر", "کد ناظر", "شماره ناظر", "supervisor")
_RIAL = ("مبلغ ریال", "مبلغ", "مبلغ به ریال", "amount")
#: An amount in toman stands in for the column in rial, ten times as much.
TOMAN = "amount_toman"
TOMAN_HEADINGS = ("مبلغ تومان", "مبلغ به تومان", "تومان", "toman")
RIAL_UNITS = ("ریال", "﷼", "rial", "rials", "irr")
TOMAN_UNITS = ("تومان", "toman", "tomans")

PLANS = Table(
    "plans",
    (
        _text("plan_id", *_PLAN),
        ITS_HOUSEHOLD,
        COUNTY,
        DISTRICT,
        _code(
            "place",
            PLACE,
            "محل اجرا",
            "نوع سکونتگاه",
            "محل اجرای طرح",
            "نوع محل اجرا",
            "سکونتگاه",
            "نوع منطقه",
        ),
        _code("operator_sex", SEX, "جنسیت مجری", "جنس مجری", "جنسیت مجری طرح", "جنسیت", "جنس"),
        _code("operator_group", OPERATOR_GROUP, "گروه مجری", "گروه", "گروه هدف", required=False),
        _code(
            "sector",
            SECTOR,
            "بخش اقتصادی",
            "رشته",
            "رشته طرح",
            "زمینه فعالیت",
            "رسته",
            "رسته شغلی",
            "بخش فعالیت",
        ),
        _text("title", "عنوان طرح", "عنوان", "نام طرح", "شرح طرح", required=False),
        _code(
            "channel",
            CHANNEL,
            "محل اعتبار",
            "منبع اعتبار",
            "محل تأمین اعتبار",
            "نوع تسهیلات",
            "منبع تأمین مالی",
            "روش تأمین مالی",
            "روش اشتغال",
        ),
        _text("bank", "بانک", "نام بانک", "بانک عامل", required=False),
        _int(
            "amount_rial",
            *_RIAL,
            "مبلغ تسهیلات",
            "مبلغ وام",
            "مبلغ طرح",
            "مبلغ تسهیلات ریال",
            low=0,
            units=RIAL_UNITS,
        ),
        _date(
            "started_on", "تاریخ شروع", "تاریخ پرداخت", "تاریخ اجرا", "تاریخ شروع طرح", "تاریخ شروع به کار"
        ),
        _int(
            "jobs",
            "تعداد شغل",
            "فرصت شغلی",
            "تعداد فرصت شغلی",
            "تعداد اشتغال",
            "فرصت‌های شغلی",
            "شغل ایجادشده",
            "تعداد شغل ایجادشده",
            "اشتغال",
            low=1,
            units=("شغل", "نفر", "فرصت", "فرصت شغلی", "jobs", "job"),
        ),
        _date("supervised_until", "پایان نظارت", "تاریخ پایان نظارت", "نظارت تا", required=False),
        _date("deviated_on", "تاریخ انحراف", "تاریخ انحراف طرح", required=False),
        _code("deviation_reason", DEVIATION_REASON, "علت انحراف", "دلیل انحراف", required=False),
    ),
    ("plan_id",),
    "started_on",
    (
        IN_COUNTY,
        not_before("supervised_until", "started_on"),
        not_before("deviated_on", "started_on"),
        together("deviation_reason", "deviated_on"),
        Rule(
            "operator_group",
            "operator_sex",
            Reason("female_operator"),
            lambda table: (
                table["operator_group"].isin(["female_head", "girl_left_school"])
                & (table["operator_sex"] != "female")
            ),
        ),
    ),
    (Reference("household_id", "households"),),
)
VISITS = Table(
    "visits",
    (
        _text("visit_id", "شناسه بازدید", "کد بازدید", "شماره بازدید", "شماره گزارش بازدید", "visit"),
        _text("plan_id", *_PLAN),
        _text("supervisor_id", *_SUPERVISOR),
        _code("stage", STAGE, "مرحله", "مرحله بازدید", "مرحله نظارت", "نوع بازدید"),
        _date("visited_on", "تاریخ بازدید", "تاریخ نظارت", "روز بازدید"),
        _code("finding", FINDING, "نتیجه بازدید", "نتیجه", "وضعیت طرح", "نتیجه نظارت"),
        _bool("counselling", "مشاوره شغلی", "مشاوره", "مشاوره داده شد", "ارائه مشاوره"),
    ),
    ("visit_id",),
    "visited_on",
    (Rule("visited_on", "stage", Reason("wrong_side"), _visit_stage),),
    (Reference("plan_id", "plans"), Reference("supervisor_id", "supervisors")),
)
TRAININGS = Table(
    "trainings",
    (
        _text("training_id", "شناسه آموزش", "کد آموزش", "شماره آموزش", "شناسه دوره", "کد دوره", "training"),
        ITS_HOUSEHOLD,
        COUNTY,
        DISTRICT,
        _code("trainee_sex", SEX, "جنسیت مهارت‌آموز", "جنسیت کارآموز", "جنسیت آموزش‌گیرنده", "جنسیت", "جنس"),
        _code(
            "skill", SKILL, "مهارت", "رشته آموزشی", "رشته", "رشته مهارتی", "دوره", "نام دوره", "عنوان دوره"
        ),
        _date("started_on", "تاریخ شروع", "تاریخ شروع دوره", "شروع دوره", "تاریخ آغاز"),
        _date("finished_on", "تاریخ پایان", "تاریخ پایان دوره", "پایان دوره", required=False),
        _int(
            "hours",
            "ساعت آموزش",
            "ساعت",
            "تعداد ساعت",
            "مدت دوره",
            "ساعات آموزش",
            "مدت آموزش",
            low=1,
            high=2000,
            units=("ساعت", "hours", "hour", "h"),
        ),
        _bool(
            "completed",
            "به پایان رسیده",
            "به پایان رسانده",
            "پایان یافته",
            "اتمام دوره",
            "تکمیل دوره",
            "گذرانده",
        ),
        _date("employed_on", "تاریخ اشتغال", "تاریخ اشتغال به کار", "شاغل از تاریخ", required=False),
    ),
    ("training_id",),
    "started_on",
    (IN_COUNTY, not_before("finished_on", "started_on"), not_before("employed_on", "started_on")),
    (Reference("household_id", "households"),),
)
PURCHASES = Table(
    "purchases",
    (
        _text("purchase_id", "شناسه خرید", "کد خرید", "شماره خرید", "شماره فاکتور", "purchase"),
        COUNTY,
        ITS_HOUSEHOLD,
        _code("product", PRODUCT, "محصول", "فرآورده", "نوع محصول", "کالا", "نوع فرآورده"),
        _int("amount_rial", *_RIAL, "مبلغ خرید", "مبلغ خرید ریال", low=1, units=RIAL_UNITS),
        _date("purchased_on", "تاریخ خرید", "تاریخ فاکتور"),
    ),
    ("purchase_id",),
    "purchased_on",
    references=(Reference("household_id", "households"),),
)
_YEAR = _int("year", "سال", "سال هدف", "سال گزارش", low=1300, high=1450, units=("سال",))

TARGETS = Table(
    "targets",
    (
        _YEAR,
        Column(
            "area",
            "target_area",
            (
                "منطقه",
                "شهرستان یا استان",
                "محل",
                "استان یا شهرستان",
                "شهرستان",
                "استان",
                "نام منطقه",
                "کد منطقه",
            ),
        ),
        _code("indicator", TARGET_INDICATOR, "شاخص", "نوع هدف", "عنوان شاخص"),
        _int(
            "target",
            "هدف",
            "هدف سال",
            "تعهد",
            "هدف‌گذاری",
            "مقدار هدف",
            low=1,
            units=("شغل", "فرصت شغلی", "خانوار", "نفر", "jobs", "exits"),
        ),
    ),
    ("year", "area", "indicator"),
    "year",
)
SUPERVISORS = Table(
    "supervisors",
    (
        _text("supervisor_id", *_SUPERVISOR),
        COUNTY,
        _date("from_on", "از تاریخ", "تاریخ شروع", "تاریخ شروع به کار", "شروع به کار"),
        _date("until_on", "تا تاریخ", "تاریخ پایان", "پایان کار", required=False),
    ),
    ("supervisor_id",),
    "from_on",
    (not_before("until_on", "from_on"),),
)
_DATA = (HOUSEHOLDS, ASSESSMENTS, PLANS, VISITS, TRAININGS, PURCHASES, TARGETS, SUPERVISORS)
REPORTERS = Table(
    "reporters",
    (
        _YEAR,
        COUNTY,
        _code("table", TABLE_NAMES, "جدول", "نام جدول", "نوع گزارش"),
        _date("delivered_on", "تاریخ تحویل", "تاریخ ارسال", "تاریخ دریافت"),
    ),
    ("year", "county", "table"),
    "year",
    optional=True,
)
#: Every table of the contract, in the order that references need.
TABLES = {table.name: table for table in (*_DATA, REPORTERS)}
