"""Papers as a screen reader is given them: headings, tables, pictures, languages and outline, as on the page."""

import re

import pikepdf
import pytest
from findings import told
from tags import RTL, Tag, plain, tagged

LATIN = re.compile("[A-Za-z]")
#: Of a page, what paper has no use for: the way to other pages, and the numbers of charts behind a click.
SCREEN_ONLY = "nav, .skip, .links, details, .screen, svg, script, style, form, [hidden]"


@pytest.fixture(scope="session")
def papers(published):
    """Each paper with its tags."""
    assert published.papers
    return [(paper, tagged(paper.file)) for paper in published.papers]


def _printed(paper):
    """The page of a paper without what is for screens only."""
    soup = paper.twin.soup
    for part in soup.select(SCREEN_ONLY):
        part.decompose()
    return soup


def _bare(text: str) -> str:
    """Letters and signs only: lines break elsewhere on paper."""
    return "".join(plain(text).split())


def _outline(items, level: int = 1) -> list[tuple[int, str]]:
    return [
        entry for item in items for entry in [(level, plain(item.title)), *_outline(item.children, level + 1)]
    ]


def test_headings_are_those_of_the_page_in_its_order(papers):
    found = []
    for paper, tags in papers:
        ours = [(level, _bare(text)) for level, text in tags.headings()]
        theirs = [
            (int(h.name[1]), _bare(h.get_text())) for h in _printed(paper).select("h1, h2, h3, h4, h5, h6")
        ]
        found += [
            (paper, f"{a} on paper, {b} on the page") for a, b in zip(ours, theirs, strict=False) if a != b
        ][:1]
        found += [(paper, f"headings: {len(ours)}, not {len(theirs)}")] if len(ours) != len(theirs) else []
    assert not found, told(found)


def test_headings_begin_with_one_h1_and_skip_no_level(papers):
    found = []
    for paper, tags in papers:
        levels = [level for level, _ in tags.headings()]
        if levels[:1] != [1] or levels.count(1) != 1:
            found.append((paper, f"H1 comes {levels.count(1)} times"))
        steps = zip(levels, levels[1:], strict=False)
        found += [(paper, f"H{after} after H{before}") for before, after in steps if after > before + 1]
    assert not found, told(found)


def test_the_outline_is_the_headings(papers):
    found = []
    for paper, tags in papers:
        with pikepdf.open(paper.file) as document, document.open_outline() as outline:
            entries = [(level, _bare(title)) for level, title in _outline(outline.root)]
        headings = [(level, _bare(text)) for level, text in tags.headings()]
        if entries != headings:
            other = sorted(set(entries) ^ set(headings))[:3]
            found.append((paper, f"outline of {len(entries)}, headings {len(headings)} «{other}»"))
    assert not found, told(found)


def test_every_figure_says_what_it_shows(papers):
    found = []
    for paper, tags in papers:
        figures = tags.root.every("Figure")
        found += [
            (paper, f"a figure on page {(f.page or 0) + 1} has no alt") for f in figures if not f.alt.strip()
        ]
        alts = {_bare(figure.alt) for figure in figures}
        drawn = _printed_pictures(paper)
        found += [
            (paper, f"a drawing of the page is not on paper: «{alt}»")
            for alt in drawn
            if _bare(alt) not in alts
        ]
    assert not found, told(found)


def _printed_pictures(paper) -> list[str]:
    soup = paper.twin.soup
    return [
        svg["aria-label"] for svg in soup.select("svg[aria-label]") if not svg.find_parent(class_="screen")
    ]


def _table_faults(table: Tag) -> list[str]:
    """Heads over each column, a head before each row, every row of one width."""
    rows = [row.every("TH", "TD") for row in table.every("TR")]
    widths = {sum(int(cell.attributes.get("/ColSpan", 1)) for cell in row) for row in rows}
    scope = [
        [str(cell.attributes.get("/Scope", "/None"))[1:] if cell.kind == "TH" else "" for cell in row]
        for row in rows
    ]
    faults = [f"rows of {sorted(widths)} cells"] if len(widths) != 1 else []
    if not scope or any(head != "Column" for head in scope[0]):
        faults.append(f"column heads: {scope[:1]}")
    without = [
        row
        for row, heads in zip(rows[1:], scope[1:], strict=True)
        if heads[:1] not in (["Row"], ["Both"], ["Column"])
    ]
    faults += (
        [f"rows without a head: {len(without)} of {len(rows) - 1} «{without[0][0].text}»"] if without else []
    )
    return faults


def test_every_table_has_heads_for_columns_and_rows(papers):
    found = []
    for paper, tags in papers:
        tables = tags.root.every("Table")
        found += [(paper, f"table: {fault}") for table in tables for fault in _table_faults(table)]
        expected = len(_printed(paper).select("table"))
        found += [(paper, f"tables: {len(tables)}, not {expected}")] if len(tables) != expected else []
    assert not found, told(found)


def test_words_of_the_other_language_say_so(papers):
    found = []
    for paper, tags in papers:
        other, script = ("en", LATIN) if paper.lang == "fa" else ("fa", RTL)
        for tag in tags.root.walk():
            for run in getattr(tag, "kids", []):
                if isinstance(run, Tag) or not script.search(run.text):
                    continue
                lang = run.lang or tag.lang
                found += [(paper, f"{lang} where {other} is said: «{run.text}»")] if lang != other else []
    assert not found, told(found)


def test_all_words_are_tagged_but_running_heads_and_feet(papers):
    found = [
        (paper, f"{run.artifact or 'untagged'} on page {run.page + 1}: «{run.text}»")
        for paper, tags in papers
        for run in tags.untagged
        if run.artifact != "Pagination" and run.text.strip()
    ]
    assert not found, told(found)


def test_all_words_of_the_page_are_on_paper_for_a_screen_reader(papers):
    found = []
    for paper, tags in papers:
        said = _bare(tags.root.text)
        main = _printed(paper).select_one("main")
        parts = [e for e in main.find_all(True) if e.find(string=True, recursive=False)]
        blocks = [
            part for part in parts if part.name in ("h2", "h3", "p", "th", "td", "li", "caption", "div")
        ]
        missing = [plain(block.get_text()) for block in blocks if _bare(block.get_text()) not in said]
        found += [(paper, f"not on paper: «{text[:80]}»") for text in missing]
    assert not found, told(found)
