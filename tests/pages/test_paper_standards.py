"""Papers as files: whole, of the standards they claim, named, light, with their fonts and data in them."""

import subprocess

import pikepdf
import pytest
from findings import told
from pdfua import validate
from test_weights import heavier

#: A county brief has these pages and no other number; a province brief at most four, a press note one.
PAGES = {"county": range(2, 3), "province": range(1, 5), "press": range(1, 2)}
#: The one check of pdfua that fails by itself, on attributes Typst writes as it may; test_paper_tags.py makes it.
FAILS_BY_ITSELF = {"UA-14-001"}


@pytest.fixture(scope="session")
def papers(published):
    assert published.papers
    return published.papers


def test_every_paper_is_a_sound_file(papers):
    found = []
    for paper in papers:
        done = subprocess.run(["qpdf", "--check", paper.file], capture_output=True, text=True)
        if done.returncode or "WARNING" in done.stdout + done.stderr:
            found.append((paper, (done.stdout + done.stderr).strip()))
    assert not found, told(found)


def test_every_paper_passes_a_second_opinion_on_pdf_ua(papers):
    found = []
    for paper in papers:
        report = validate(str(paper.file))
        found += [(paper, f"{finding.rule_id}: {finding.message}") for finding in report.findings]
        unsaid = {outcome.rule_id for outcome in report.outcomes if outcome.skipped_reason} - FAILS_BY_ITSELF
        found += [(paper, f"{rule} was not checked") for rule in sorted(unsaid)]
    assert not found, told(found)


def _claims(document: pikepdf.Pdf) -> dict[str, object]:
    root = document.Root
    with document.open_metadata() as about:
        return {
            "language": str(root.get("/Lang", "")),
            "tagged": bool(root.get("/MarkInfo", {}).get("/Marked", False)),
            "title in the window": bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
            "PDF/UA": about.get("pdfuaid:part"),
            "PDF/A": f"{about.get('pdfaid:part')}{about.get('pdfaid:conformance')}",
            "title": about.get("dc:title"),
        }


def test_every_paper_says_its_language_title_and_standards(papers):
    found = []
    for paper in papers:
        expected = {
            "language": paper.lang,
            "tagged": True,
            "title in the window": True,
            "PDF/UA": "1",
            "PDF/A": "3A",
            "title": paper.twin.soup.title.get_text(),
        }
        with pikepdf.open(paper.file) as document:
            claims = _claims(document)
        found += [
            (paper, f"{name} «{claims[name]}», not «{value}»")
            for name, value in expected.items()
            if claims[name] != value
        ]
    assert not found, told(found)


def test_papers_have_the_pages_they_may_have(papers):
    found = []
    for paper in papers:
        with pikepdf.open(paper.file) as document:
            pages = len(document.pages)
        if paper.kind in PAGES and pages not in PAGES[paper.kind]:
            found.append((paper, f"{paper.kind} on {pages} pages"))
    assert not found, told(found)


def _fonts(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    fonts = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
    return [font for font in fonts if font.get("/Subtype") not in ("/Type0", "/Type3")]


def test_every_font_is_embedded(papers):
    found = []
    for paper in papers:
        with pikepdf.open(paper.file) as document:
            fonts = _fonts(document)
            bare = [
                str(font.get("/BaseFont"))
                for font in fonts
                if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.get("/FontDescriptor", {}).keys())
            ]
        found += [(paper, f"not embedded: {name}") for name in bare]
        found += [] if fonts else [(paper, "no font at all")]
    assert not found, told(found)


def test_a_brief_on_paper_carries_the_data_that_lie_beside_it(papers):
    briefs = [paper for paper in papers if paper.kind in ("county", "province")]
    found = []
    for paper in briefs:
        with pikepdf.open(paper.file) as document:
            attached = {name: one.get_file().read_bytes() for name, one in document.attachments.items()}
        if attached.get("indicators.csv") != paper.data.read_bytes():
            found.append((paper, f"indicators.csv differs or is missing among: {sorted(attached)}"))
    assert briefs and not found, told(found)


def test_papers_are_light(papers):
    assert not heavier(papers, 400), told(heavier(papers, 400))
