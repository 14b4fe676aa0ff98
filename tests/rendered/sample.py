"""A small executed brief in both languages with every kind of element that a notebook shows."""

import json
from html import escape

import nbformat

CSV = 'year,area,indicator,value\n1397,2602,count_jobs,846\n1397,2602,"amount, in ""rial""",12\n'
LINKED = {
    "@context": "https://schema.org",
    "@type": "Dataset",
    "name": "a & b < c",
    "variableMeasured": [
        {"@type": "PropertyValue", "propertyID": "1397/2602/count_jobs//", "value": 846, "unitText": "job"}
    ],
}

_FA = {
    "org": "کمیتهٔ امداد امام خمینی",
    "programme": "کارنامهٔ اشتغال و خودکفایی",
    "name": "تاکستان",
    "place": "شهرستان تاکستان، استان قزوین",
    "label": "سال گزارش",
    "year": "۱۳۹۷",
    "edition": "ویرایش یکم",
    "synthetic": "دادهٔ نمونهٔ ساختگی",
    "headline": "هدف اشتغال تا ۹۳ درصد محقق می‌شود",
    "lead": "تاکستان به {share} درصد هدف رسید: {jobs} فرصت شغلی، بیشترِ آن‌ها در دامداری.",
    "glance": "در یک نگاه",
    "card": "فرصت شغلی ایجادشده",
    "of_target": "۹۳٫۰ درصد هدف",
    "change": "۹۸ بیشتر از ۷۴۸ در ۱۳۹۶",
    "journey": "از حمایت تا خودکفایی",
    "finding": "بیش از نیمی هنوز طرحی ندارند",
    "journey_alt": "چهار خوشه: «۴٬۸۱۲» خانوار",
    "who": "چه کسانی شاغل شدند",
    "women": "سهم زنان به ۲۸٫۵ درصد رسید",
    "chart_alt": "سهم زنان: ۲۳٫۴ در ۱۳۹۵",
    "note": "خط سیاه: همان سهم در استان.",
    "all": "همهٔ ارقام",
    "measure": "سنجه",
    "last": "۱۳۹۶",
    "change_head": "تغییر",
    "group": "حمایت و خودکفایی",
    "row": "خانوار تحت پوشش",
    "row2": "سهم خانوار زن‌سرپرست",
    "row3": "مهارت‌آموز",
    "jobs": "۸۴۶",
    "jobs_last": "۷۴۸",
    "jobs_change": "\u2066+۹۸\u2069",
    "share": "\u2066۵۴٫۲٪\u2069",
    "share_last": "\u2066۵۳٫۶٪\u2069",
    "share_change": "\u2066−۰٫۶\u2069",
    "mark": "[م]",
    "notes": "یادداشت‌ها",
    "definitions": "تعریف‌ها",
    "definition": "<strong>تحت پوشش:</strong> خانوارِ دارای پرونده.",
    "file": "فایل <code>indicators.csv</code> پیوست است.",
    "other": "English",
    "page": "صفحهٔ",
    "of": "از",
    "skip": "رفتن به متن",
    "locator": "جای تاکستان در استان",
}
_EN = {
    "org": "Imam Khomeini Relief Committee",
    "programme": "Employment brief",
    "name": "Takestan",
    "place": "Takestan county, Qazvin province",
    "label": "Year reported",
    "year": "1397",
    "edition": "First edition",
    "synthetic": "Synthetic sample data",
    "headline": "The jobs target was 93% met",
    "lead": 'Takestan reached {share}% of its target: {jobs} jobs, most of them in <span lang="fa">دامداری</span>.',
    "glance": "At a glance",
    "card": "Jobs created",
    "of_target": "93.0% of target",
    "change": "98 more than 748 in 1396",
    "journey": "From support to self-reliance",
    "finding": "More than half have no plan yet",
    "journey_alt": 'Four groups: "4,812" households',
    "who": "Who got the jobs",
    "women": "Women’s share rose to 28.5%",
    "chart_alt": "Women’s share: 23.4 in 1395",
    "note": "Black line: the province.",
    "all": "All figures",
    "measure": "Measure",
    "last": "1396",
    "change_head": "Change",
    "group": "Support and self-reliance",
    "row": "Households supported",
    "row2": "Headed by women",
    "row3": "Trainees",
    "jobs": "846",
    "jobs_last": "748",
    "jobs_change": "+98",
    "share": "54.2%",
    "share_last": "53.6%",
    "share_change": "−0.6",
    "mark": "[c]",
    "notes": "Notes",
    "definitions": "Definitions",
    "definition": "<strong>Supported:</strong> the file is open.",
    "file": "The file <code>indicators.csv</code> is attached.",
    "other": "فارسی",
    "page": "Page",
    "of": "of",
    "skip": "Skip to text",
    "locator": "Where Takestan lies",
}
WORDS = {"fa": _FA, "en": _EN}


def svg(alt: str | None, width: int = 58, height: int = 12) -> str:
    """A stand-in for a chart; no alt makes it a decoration, an empty one a fault."""
    said = (
        'aria-hidden="true"'
        if alt is None
        else f'role="img" aria-label="{escape(alt)}"'
        if alt
        else 'role="img"'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bars-chart" {said} viewBox="0 0 {width} {height}" '
        f'width="{width}mm" '
        f'height="{height}mm" focusable="false"><defs><path id="kr1" d="M0 0h120v120z"/>'
        '<g id="tabc" data-weight="700" data-text="\u200f۲۷۱ · ۳۲٫۰"><use href="#kr1" x="9"/></g></defs>'
        f'<path d="M0 0h{width}v{height}z" style="fill:var(--main,#00566e)"/>'
        f'<g transform="scale(.0175)" style="fill:var(--ink,#16222b)"><use href="#tabc" x="80" y="120"/></g></svg>'
    )


def figure(key: str, value: str, text: str) -> str:
    return f'<span data-cell="1397/2602/{key}//" data-value="{value}">{text}</span>'


def notebook(lang: str, chart_alt: str | None = None, extra: str = "") -> nbformat.NotebookNode:
    """The brief as papermill leaves it: parameters, streams and ids that must not be seen."""
    words = WORDS[lang]
    outputs = [
        _head(lang, words),
        _answer(words),
        _glance(words),
        _journey(words),
        _who(words, words["chart_alt"] if chart_alt is None else chart_alt) + extra,
        _all(words),
        _end(words),
    ]
    cells = [
        nbformat.v4.new_code_cell("year: int = 1397", id="parameters", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("year = 1397", id="machine-7", metadata={"tags": ["injected-parameters"]}),
    ]
    for number, html in enumerate(outputs):
        shown = nbformat.v4.new_output(
            "execute_result", {"text/html": html, "text/plain": "PLAIN"}, execution_count=number
        )
        stream = nbformat.v4.new_output("stream", name="stdout", text="STREAM")
        cells.append(
            nbformat.v4.new_code_cell("brief.secret_code()", id=f"cell-{number}", outputs=[stream, shown])
        )
    cells.append(
        nbformat.v4.new_markdown_cell(
            "متنِ **تحلیل‌گر**." if lang == "fa" else "A word of the **analyst**.", id="words"
        )
    )
    return nbformat.v4.new_notebook(
        cells=cells, metadata={"papermill": {"duration": 3.2, "input_path": "/home/someone/x.ipynb"}}
    )


def _head(lang: str, words: dict) -> str:
    about = {
        "lang": lang,
        "dir": "rtl" if lang == "fa" else "ltr",
        "title": f'{words["name"]} – {words["programme"]} #1 ["a"]',
        "description": words["place"],
        "author": words["org"],
        "date": "2019-03-20",
        "home": "../../..",
        "footer": [words["org"], words["synthetic"]],
        "page": words["page"],
        "of": words["of"],
        "skip": words["skip"],
    }
    linked = json.dumps(LINKED, ensure_ascii=False)
    return (
        f'<script type="application/json" class="brief">{json.dumps(about, ensure_ascii=False)}</script>'
        f'<script type="application/ld+json">{linked}</script>'
        f'<header class="head"><div class="org">{words["org"]} · <strong>{words["programme"]}</strong></div>'
        f"<h1>{words['name']}</h1>"
        f'<div class="place">{words["place"]}</div><div class="when"><div class="year-label">{words["label"]}</div>'
        f'<div class="year">{words["year"]}</div><div class="edition">{words["edition"]}</div></div>'
        f'<div class="locator">{svg(words["locator"], 17, 17)}</div></header>'
        f'<div class="synthetic"><strong>{words["synthetic"]}</strong></div>'
    )


def _answer(words: dict) -> str:
    lead = words["lead"].format(
        share=figure("share_of_jobs_target", "93.0", words["of_target"].split()[0].strip("%")),
        jobs=figure("count_jobs", "846", words["jobs"]),
    )
    return f'<div class="headline">{words["headline"]}</div><div class="lead">{lead}</div>'


def _glance(words: dict) -> str:
    card = (
        f'<div class="card"><h3>{words["card"]}</h3><div class="spark">{svg(None, 21, 8)}</div>'
        f'<div class="value">{figure("count_jobs", "846", words["jobs"])}</div>'
        f'<div class="context">{words["of_target"]}</div>'
        f'<div class="change good up">{words["change"]}</div></div>'
    )
    return (
        f'<section class="glance"><h2>{words["glance"]}</h2><div class="cards">{card}{card}</div></section>'
    )


def _journey(words: dict) -> str:
    return (
        f'<section class="journey"><h2>{words["journey"]}</h2><h3>{words["finding"]}</h3>'
        f'<figure class="chart paper">{svg(words["journey_alt"], 182, 20)}</figure>'
        f'<figure class="chart screen">{svg(words["journey_alt"])}</figure></section>'
    )


def _who(words: dict, alt: str) -> str:
    note = f'<div class="note">{words["note"]}</div>'
    panel = (
        f'<div class="panel"><h3>{words["women"]}</h3><figure class="chart">{svg(alt)}</figure>{note}</div>'
    )
    beside = f'<div class="beside"><div>{panel}</div><div><div class="note">{words["note"]}</div></div></div>'
    return f'<section class="who"><h2>{words["who"]}</h2><div class="panels">{panel}</div>{beside}</section>'


def _row(name: str, *cells: str) -> str:
    return (
        f'<tr><th scope="row">{name}</th>'
        + "".join(f'<td class="num">{cell}</td>' for cell in cells)
        + "</tr>"
    )


def _all(words: dict) -> str:
    heads = "".join(
        f'<th scope="col"{" class=num" if number else ""}>{words[key]}</th>'.replace(
            "class=num", 'class="num"'
        )
        for number, key in enumerate(("measure", "year", "last", "change_head"))
    )
    rows = (
        f'<tr class="group"><th scope="rowgroup" colspan="4">{words["group"]}</th></tr>'
        + _row(
            words["row"], figure("count_jobs", "846", words["jobs"]), words["jobs_last"], words["jobs_change"]
        )
        + _row(
            words["row2"], figure("share", "54.2", words["share"]), words["share_last"], words["share_change"]
        )
        + _row(
            words["row3"],
            f'<span data-cell="1397/2602/x//" data-status="suppressed">{words["mark"]}</span>',
            "",
            "",
        )
    )
    body = f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>"
    table = f'<table class="figures" aria-label="{words["all"]}">{body}</table>'
    return f'<section class="all"><h2>{words["all"]}</h2><div class="tables">{table}{table}</div></section>'


def _end(words: dict) -> str:
    column = f'<div class="column"><h3>{words["definitions"]}</h3><p>{words["definition"]}</p><p>{words["file"]}</p></div>'
    lang = "en" if words is _FA else "fa"
    return (
        f'<section class="notes"><h2>{words["notes"]}</h2><div class="columns">{column}</div></section>'
        f'<div class="links"><a href="brief.{lang}.html" lang="{lang}">{words["other"]}</a></div>'
        f'<script type="text/csv" class="attachment" data-name="indicators.csv" data-description="{words["all"]}">'
        f"{CSV}</script>"
    )
