"""
The input contract: tables, columns, codes and rules, as values.

A rule holds both its check and the sentence that describes it. A check takes a table (and, where it
crosses tables, all of them) and gives True for each row that breaks the rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

SEX = {"male": ("مرد", "آقا", "مذکر"), "female": ("زن", "خانم", "مونث", "مؤنث")}
PLACE = {
    "village": ("روستا",),
    "deprived_area": ("منطقه محروم",),
    "small_town": ("شهر کوچک",),
    "city": ("شهر",),
}
SUPPORT_REASON = {
    "death_of_head": ("فوت سرپرست",),
    "disability": ("معلولیت", "ازکارافتادگی"),
    "old_age": ("سالمندی",),
    "divorce": ("طلاق",),
    "prison": ("زندان",),
    "illness": ("بیماری",),
    "other": ("سایر",),
}
EXIT_REASON = {
    "self_reliance": ("خودکفایی",),
    "marriage": ("ازدواج",),
    "pension": ("مستمری بیمه", "بازنشستگی"),
    "death": ("فوت",),
    "review": ("پایش", "بازنگری"),
    "other": ("سایر",),
}
OPERATOR_GROUP = {
    "female_head": ("زن سرپرست خانوار",),
    "girl_left_school": ("دختر بازمانده از تحصیل",),
    "other": ("سایر",),
}
SECTOR = {
    "livestock": ("دامداری", "دامداری و دامپروری"),
    "services": ("خدمات",),
    "agriculture": ("کشاورزی",),
    "handicrafts": ("صنایع دستی",),
    "fisheries": ("شیلات",),
    "industry": ("صنعت",),
    "other": ("سایر",),
}
CHANNEL = {
    "bank_loan": ("تسهیلات بانکی", "وام بانکی"),
    "emdad_velayat_fund": ("صندوق امداد ولایت",),
    "placement": ("کاریابی",),
    "job_leader": ("راهبر شغلی", "راهبری شغلی"),
    "employer_incentive": ("مشوق کارفرمایی", "مشوق کارفرما"),
}
DEVIATION_REASON = {
    "death": ("فوت", "فوت مجری"),
    "migration": ("مهاجرت",),
    "inability": ("ناتوانی", "ناتوانی در ادامه کار"),
    "better_job": ("شغل بهتر",),
    "other": ("سایر",),
}
STAGE = {"before": ("قبل", "پیش از اجرا"), "during": ("حین", "حین اجرا"), "after": ("بعد", "پس از اجرا")}
FINDING = {"on_track": ("مطلوب",), "at_risk": ("در معرض انحراف",), "deviated": ("منحرف",)}
SKILL = {
    "carpet": ("قالی", "قالیبافی"),
    "kilim": ("گلیم", "گلیم بافی"),
    "medicinal_plants": ("گیاهان دارویی",),
    "livestock": ("دامداری",),
    "sewing": ("خیاطی",),
    "services": ("خدمات",),
    "other": ("سایر",),
}
PRODUCT = {"carpet": ("قالی",), "tableau_carpet": ("تابلوفرش",), "kilim": ("گلیم",), "other": ("سایر",)}
TARGET_INDICATOR = {"jobs": ("اشتغال", "شغل"), "exits": ("خروج", "خودکفایی")}


@dataclass(frozen=True)
class Column:
    """A column: its kind, whether each row needs it, its codes with the Persian words that mean them."""

    name: str
    kind: str  # text, county, district, target_area, code, int, date, bool
    headings: tuple[str, ...]
    required: bool = True
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Rule:
    """A rule of rows: the column it is reported at, what it says when broken, and its check."""

    column: str
    says: str
    broken: Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Reference:
    """A column that must name a known row of another table, where it is given."""

    column: str
    table: str


@dataclass(frozen=True)
class Table:
    """A register table: columns in order, the columns that identify a row, its rules and references."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    dated_by: str
    rules: tuple[Rule, ...] = ()
    references: tuple[Reference, ...] = ()
    optional: bool = False

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _text(name, *headings, required=True):
    return Column(name, "text", headings, required)


def _date(name, *headings, required=True):
    return Column(name, "date", headings, required)


def _code(name, codes, *headings, required=True):
    return Column(name, "code", headings, required, codes)


def _int(name, *headings, low=None, high=None):
    return Column(name, "int", headings, True, low=low, high=high)


def _bool(name, *headings, required=True):
    return Column(name, "bool", headings, required)


COUNTY = Column("county", "county", ("شهرستان",))
DISTRICT = Column("district", "district", ("بخش",), False)
HOUSEHOLD = _text("household_id", "شناسه خانوار", "شماره پرونده", "کد خانوار")
ITS_HOUSEHOLD = _text("household_id", *HOUSEHOLD.headings, required=False)


def not_before(column: str, earlier: str) -> Rule:
    """A day that must not lie before another."""
    return Rule(column, f"before {earlier}", lambda table: table[column] < table[earlier])


def together(one: str, other: str) -> Rule:
    """Two columns of which both are given or neither."""
    return Rule(
        one, f"must be given exactly when {other} is", lambda table: table[one].isna() != table[other].isna()
    )


def _visit_stage(table: pd.DataFrame) -> pd.Series:
    before = table["stage"] == "before"
    return (before & (table["visited_on"] > table["plan_started_on"])) | (
        ~before & (table["visited_on"] < table["plan_started_on"])
    )


def _in_county(table: pd.DataFrame) -> pd.Series:
    return (
        table["district"].notna() & table["county"].notna() & (table["district"].str[:4] != table["county"])
    )


IN_COUNTY = Rule("district", "not a district of the row's county", _in_county)

HOUSEHOLDS = Table(
    "households",
    (
        HOUSEHOLD,
        COUNTY,
        DISTRICT,
        _code("place", PLACE, "محل سکونت", "نوع سکونتگاه"),
        _code("head_sex", SEX, "جنسیت سرپرست"),
        _int("size", "تعداد افراد", "بعد خانوار", low=1, high=30),
        _code("support_reason", SUPPORT_REASON, "علت حمایت", required=False),
        _date("entered_on", "تاریخ ورود", "تاریخ تشکیل پرونده"),
        _date("exited_on", "تاریخ خروج", required=False),
        _code("exit_reason", EXIT_REASON, "علت خروج", required=False),
        _date("assessed_on", "تاریخ ارزیابی", required=False),
        _bool("employable", "مستعد اشتغال", required=False),
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
    (HOUSEHOLD, _date("assessed_on", "تاریخ ارزیابی"), _bool("employable", "مستعد اشتغال")),
    ("household_id", "assessed_on"),
    "assessed_on",
    references=(Reference("household_id", "households"),),
    optional=True,
)
PLANS = Table(
    "plans",
    (
        _text("plan_id", "شناسه طرح", "کد طرح"),
        ITS_HOUSEHOLD,
        COUNTY,
        DISTRICT,
        _code("place", PLACE, "محل اجرا", "نوع سکونتگاه"),
        _code("operator_sex", SEX, "جنسیت مجری"),
        _code("operator_group", OPERATOR_GROUP, "گروه مجری", required=False),
        _code("sector", SECTOR, "بخش اقتصادی", "رشته"),
        _text("title", "عنوان طرح", required=False),
        _code("channel", CHANNEL, "محل اعتبار", "منبع اعتبار"),
        _text("bank", "بانک", required=False),
        _int("amount_rial", "مبلغ ریال", "مبلغ", low=0),
        _date("started_on", "تاریخ شروع", "تاریخ پرداخت"),
        _int("jobs", "تعداد شغل", "فرصت شغلی", low=1),
        _date("supervised_until", "پایان نظارت", required=False),
        _date("deviated_on", "تاریخ انحراف", required=False),
        _code("deviation_reason", DEVIATION_REASON, "علت انحراف", required=False),
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
            "goes with a female operator",
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
        _text("visit_id", "شناسه بازدید"),
        _text("plan_id", "شناسه طرح", "کد طرح"),
        _text("supervisor_id", "شناسه ناظر", "کد ناظر"),
        _code("stage", STAGE, "مرحله"),
        _date("visited_on", "تاریخ بازدید"),
        _code("finding", FINDING, "نتیجه بازدید"),
        _bool("counselling", "مشاوره شغلی", "مشاوره"),
    ),
    ("visit_id",),
    "visited_on",
    (Rule("visited_on", "on the wrong side of the plan's start for its stage", _visit_stage),),
    (Reference("plan_id", "plans"), Reference("supervisor_id", "supervisors")),
)
TRAININGS = Table(
    "trainings",
    (
        _text("training_id", "شناسه آموزش"),
        ITS_HOUSEHOLD,
        COUNTY,
        DISTRICT,
        _code("trainee_sex", SEX, "جنسیت مهارت آموز"),
        _code("skill", SKILL, "مهارت", "رشته آموزشی"),
        _date("started_on", "تاریخ شروع"),
        _date("finished_on", "تاریخ پایان", required=False),
        _int("hours", "ساعت آموزش", "ساعت", low=1, high=2000),
        _bool("completed", "به پایان رسیده"),
        _date("employed_on", "تاریخ اشتغال", required=False),
    ),
    ("training_id",),
    "started_on",
    (IN_COUNTY, not_before("finished_on", "started_on"), not_before("employed_on", "started_on")),
    (Reference("household_id", "households"),),
)
PURCHASES = Table(
    "purchases",
    (
        _text("purchase_id", "شناسه خرید"),
        COUNTY,
        ITS_HOUSEHOLD,
        _code("product", PRODUCT, "محصول", "فرآورده"),
        _int("amount_rial", "مبلغ ریال", "مبلغ", low=1),
        _date("purchased_on", "تاریخ خرید"),
    ),
    ("purchase_id",),
    "purchased_on",
    references=(Reference("household_id", "households"),),
)
TARGETS = Table(
    "targets",
    (
        _int("year", "سال", low=1300, high=1450),
        Column("area", "target_area", ("منطقه", "شهرستان یا استان")),
        _code("indicator", TARGET_INDICATOR, "شاخص"),
        _int("target", "هدف", low=1),
    ),
    ("year", "area", "indicator"),
    "year",
)
SUPERVISORS = Table(
    "supervisors",
    (
        _text("supervisor_id", "شناسه ناظر", "کد ناظر"),
        COUNTY,
        _date("from_on", "از تاریخ"),
        _date("until_on", "تا تاریخ", required=False),
    ),
    ("supervisor_id",),
    "from_on",
    (not_before("until_on", "from_on"),),
)
_DATA = (HOUSEHOLDS, ASSESSMENTS, PLANS, VISITS, TRAININGS, PURCHASES, TARGETS, SUPERVISORS)
_TABLE_NAMES = {table.name: () for table in _DATA} | {
    "households": ("خانوارها",),
    "plans": ("طرح‌ها",),
    "visits": ("بازدیدها",),
    "trainings": ("آموزش‌ها",),
    "purchases": ("خریدها",),
    "targets": ("هدف‌ها",),
    "supervisors": ("ناظران",),
    "assessments": ("ارزیابی‌ها",),
}
REPORTERS = Table(
    "reporters",
    (
        _int("year", "سال", low=1300, high=1450),
        COUNTY,
        _code("table", _TABLE_NAMES, "جدول"),
        _date("delivered_on", "تاریخ تحویل"),
    ),
    ("year", "county", "table"),
    "year",
    optional=True,
)
#: Every table of the contract, in the order that references need.
TABLES = {table.name: table for table in (*_DATA, REPORTERS)}
