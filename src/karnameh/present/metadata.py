"""What the templates, sharing services and browsers are told of a page: language, title, relations to other pages."""

import json
from collections.abc import Iterable
from html import escape

from karnameh.present.blocks import tag
from karnameh.present.navigation import neighbours, relative
from karnameh.present.page import Page
from karnameh.publication import About
from karnameh.words import Words

#: Notebook → the words that name its page; a brief of an area has the plain ones.
_KINDS = {"press_note": "_press", "reconciliation": "_reconciliation"}
#: How many sheets of paper a page is to fill, each to its end.
_SHEETS = {"county_brief": 2, "province_brief": 1, "reconciliation": 1}


def title(page: Page) -> str:
    """'Takestan, 1397 – Employment and self-reliance brief'; a province is not named like its county."""
    words, kind = page.words, _KINDS.get(page.brief.notebook, "")
    return words.say(
        f"head.title{kind}",
        area=page.name() if kind else page.subject,
        programme=words["programme"],
        **({"year": words.year(page.year)} if page.brief.year else {}),
    )


def description(page: Page) -> str:
    """What the page holds, in a sentence."""
    if not page.brief.year:
        return page.words.say("head.description_reconciliation", area=page.name())
    return page.words.say("head.description", area=page.subject, year=page.words.year(page.year))


def metadata(page: Page) -> str:
    """What the templates need to know; taken out of the body when the page is rendered."""
    words, about = page.words, page.publication.about
    here = page.brief.path(page.areas, "html")
    name, said = title(page), description(page)
    head = open_graph(words, name, said, "article", page.suite.languages, _address(page, here)) + _relations(
        page
    )
    return described(
        words,
        about,
        title=name,
        description=said,
        home="/".join([".."] * here.count("/")),
        footer=[f"{words['organisation']} · {words['programme']}", _mark(words, about)],
        head=head,
        sheets=_SHEETS.get(page.brief.notebook, 0),
    )


def described(words: Words, about: About, **more: object) -> str:
    """The same for any page: what is common to all, and what this one adds."""
    common = {
        "lang": words.lang,
        "dir": words["direction"],
        "author": words["organisation"],
        "date": about.data_date,
        "page": words["head.page"],
        "of": words["head.of"],
        "skip": words["index.skip"],
    }
    return script("application/json", "brief", compact(common | more))


def _mark(words: Words, about: About) -> str:
    if about.synthetic:
        return words["head.synthetic_mark"]
    return words["head.internal_mark"] if about.threshold == 0 else ""


def _address(page: Page, path: str) -> str | None:
    return f"{page.suite.base_url}/{path}" if page.suite.base_url else None


def open_graph(
    words: Words, name: str, said: str, kind: str, languages: Iterable[str], address: str | None
) -> str:
    """How the page is shown where its address is shared; its own address only where the suite knows it."""
    facts = [
        ("og:title", name),
        ("og:description", said),
        ("og:type", kind),
        ("og:site_name", words["programme"]),
        ("og:locale", words["links.locale"]),
    ]
    facts += [
        ("og:locale:alternate", Words(lang)["links.locale"]) for lang in languages if lang != words.lang
    ]
    facts += [("og:url", address)] if address else []
    shown = "".join(f'<meta property="{key}" content="{escape(text)}">\n' for key, text in facts)
    return shown + (related("canonical", address) if address else "")


def related(relation: str, href: str, **more: str) -> str:
    """A relation to another page, for browsers."""
    given = "".join(f' {name}="{value}"' for name, value in more.items())
    return f'<link rel="{relation}" href="{escape(href)}"{given}>\n'


def _relations(page: Page) -> str:
    """The other languages, the year before and after, the paper."""
    brief, areas = page.brief, page.areas
    here = brief.path(areas, "html")
    found = [
        related("alternate", relative(here, here.replace(f".{brief.lang}.", f".{lang}.")), hreflang=lang)
        for lang in page.suite.languages
    ]
    before, after = neighbours(page)
    for relation, other in (("prev", before), ("next", after)):
        if other:
            found.append(related(relation, relative(here, other.path(areas, "html"))))
    if "pdf" in page.suite.formats:
        found.append(related("alternate", relative(here, brief.path(areas, "pdf")), type="application/pdf"))
    return "".join(found)


def compact(data: object) -> str:
    """JSON without needless white space."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def script(kind: str, name: str | None, content: str, **more: str) -> str:
    """Data for machines, which no reader sees; content cannot close the element."""
    return tag("script", content.replace("</", "<\\/"), type=kind, class_=name, **more)
