"""What every engine must make of an executed brief: the same page and the same paper."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pikepdf
import psutil
import pytest
import yaml
from bs4 import BeautifulSoup

from karnameh.errors import RenderError
from karnameh.present import charts
from karnameh.render import Job, assets, choose, quarto
from karnameh.render.engine import TEMPLATES
from karnameh.render.quarto import find, settings
from karnameh.suite import Project

sys.path.insert(0, str(Path(__file__).parent))
import sample  # noqa: E402

ENGINES = ["embedded", *(["quarto"] if find()[0] else [])]
LANGUAGES = ["fa", "en"]
ROOT = Path(__file__).parents[2]
_ISOLATES = re.compile("[\u2066-\u2069\u200e\u200f\u202a-\u202e]")
#: pdftotext sets spaces beside figures, and the hamza of an ezafe, on the other side.
_MOVED = re.compile("[\\s\u0654\u0650]")


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Project:
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def made(project):
    """Both languages in both formats by every engine there is: (engine, lang) → the folder."""
    folders = {}
    for name in ENGINES:
        jobs = []
        for lang in LANGUAGES:
            folder = folders[name, lang] = project.root / "out" / name / lang
            jobs.append(
                Job(sample.notebook(lang), {"html": folder / "brief.html", "pdf": folder / "brief.pdf"})
            )
        assert choose(name, project)[0].render(jobs) == []
    return folders


def everywhere(test):
    return pytest.mark.parametrize("lang", LANGUAGES)(pytest.mark.parametrize("engine", ENGINES)(test))


def page(made, engine: str, lang: str) -> BeautifulSoup:
    return BeautifulSoup((made[engine, lang] / "brief.html").read_text(encoding="utf-8"), "html.parser")


def pdf(made, engine: str, lang: str) -> pikepdf.Pdf:
    return pikepdf.open(made[engine, lang] / "brief.pdf")


def source(lang: str) -> BeautifulSoup:
    cells = sample.notebook(lang).cells
    return BeautifulSoup(
        "".join(out.data["text/html"] for cell in cells for out in cell.get("outputs", []) if "data" in out),
        "html.parser",
    )


def texts(soup: BeautifulSoup, selector: str) -> list[str]:
    return [element.get_text() for element in soup.select(selector)]


def pdf_text(made, engine: str, lang: str) -> str:
    """What a reader copies from the paper, by a tool that is not ours."""
    document = pdf(made, engine, lang)
    if "/StructTreeRoot" not in document.Root:
        pytest.skip("Quarto below 1.9 writes untagged PDF, in which half-spaces go astray")
    if not shutil.which("pdftotext"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("pdftotext (poppler-utils) is not installed")
    said = subprocess.run(
        ["pdftotext", made[engine, lang] / "brief.pdf", "-"], capture_output=True, text=True, check=True
    )
    return _ISOLATES.sub("", said.stdout)


@everywhere
def test_headings_come_whole_and_in_order(made, engine, lang):
    assert texts(page(made, engine, lang), "h1, h2, h3") == texts(source(lang), "h1, h2, h3")


@everywhere
def test_table_cells_come_whole(made, engine, lang):
    assert texts(page(made, engine, lang), "th, td") == texts(source(lang), "th, td")
    assert [th.get("scope") for th in page(made, engine, lang).select("th")] == [
        th["scope"] for th in source(lang).select("th")
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_wide_table_scrolls_by_itself_and_by_keyboard(project, engine, tmp_path):
    wide = '<table aria-label="Sources"><tbody><tr><th scope="row">a</th><td>words</td></tr></tbody></table>'
    job = Job(sample.notebook("en", extra=wide), {"html": tmp_path / "wide.html"})
    assert choose(engine, project)[0].render([job]) == []
    soup = BeautifulSoup((tmp_path / "wide.html").read_text(encoding="utf-8"), "html.parser")
    [region] = soup.select(".scrolls")
    assert (region["role"], region["tabindex"], region["aria-label"], len(region.select("table"))) == (
        "region",
        "0",
        "Sources",
        1,
    )


@everywhere
def test_every_figure_still_names_its_cell(made, engine, lang):
    def cells(soup):
        return [
            (span["data-cell"], span.get("data-value"), span.get("data-status"), span.get_text())
            for span in soup.select("[data-cell]")
        ]

    assert cells(page(made, engine, lang)) == cells(source(lang))


@everywhere
def test_every_picture_says_what_it_shows(made, engine, lang):
    def alts(soup):
        return [(svg.get("aria-label"), svg.get("aria-hidden")) for svg in soup.select("svg")]

    assert alts(page(made, engine, lang)) == alts(source(lang))


@everywhere
def test_the_linked_data_are_in_the_head_unchanged(made, engine, lang):
    scripts = page(made, engine, lang).select("head script")
    assert [json.loads(script.string) for script in scripts] == [sample.LINKED]
    assert not page(made, engine, lang).select("body script")


@everywhere
def test_the_page_has_its_landmarks_and_language(made, engine, lang):
    soup = page(made, engine, lang)
    assert (soup.html["lang"], soup.html["dir"]) == (lang, "rtl" if lang == "fa" else "ltr")
    assert [len(soup.find_all(name)) for name in ("header", "main", "footer", "nav", "h1")] == [1, 1, 1, 1, 1]
    assert soup.select_one(".skip")["href"] == "#" + soup.main["id"]
    assert soup.title.string.startswith(sample.WORDS[lang]["name"])
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))


@everywhere
def test_nothing_of_the_run_is_on_the_page(made, engine, lang):
    html = (made[engine, lang] / "brief.html").read_text(encoding="utf-8")
    for trace in (
        "secret_code",
        "STREAM",
        "PLAIN",
        "machine-7",
        "cell-3",
        "papermill",
        "/home/",
        str(ROOT),
        "jquery",
        "require.js",
    ):
        assert trace not in html


@everywhere
def test_the_page_fetches_nothing_but_the_shared_style(made, engine, lang):
    html = (made[engine, lang] / "brief.html").read_text(encoding="utf-8")
    fetched = re.findall(
        r'(?:src|href)="?([^"#\s>]+)|url\("?([^")]+)',
        re.sub(r"<a .*?</a>|<svg.*?</svg>", "", html, flags=re.S),
    )
    assert {a or b for a, b in fetched} == {"../../../assets/brief.css"}


def test_the_shared_style_fetches_nothing_but_the_type_beside_it(project):
    shared = assets(project)
    fetched = re.findall(r'url\("?([^")]+)', shared["brief.css"].decode())
    assert set(fetched) == set(shared) - {"brief.css"}
    assert "/*" not in shared["brief.css"].decode() and "  " not in shared["brief.css"].decode()


@everywhere
def test_words_of_the_analyst_come_through(made, engine, lang):
    assert page(made, engine, lang).select_one("main > p strong").get_text() in ("تحلیل‌گر", "analyst")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_persian_page_has_no_latin_digits_in_its_text(made, engine):
    soup = page(made, engine, "fa")
    for other in soup.select("code, script, style, [lang=en], title, head"):
        other.decompose()
    assert not re.findall(r"[0-9]", soup.get_text())


@everywhere
def test_words_of_charts_are_set_in_the_type_of_the_page(made, engine, lang):
    soup = page(made, engine, lang)
    assert not soup.select("svg use, svg defs")
    for words in soup.select("svg text"):
        assert words.string == "\u2067۲۷۱ · ۳۲٫۰\u2069" and words["class"] == ["b"]
        assert (words["x"], words["y"], words.parent["font-size"]) == ("1.4", "2.1", "7")
    assert len(soup.select("svg text")) == len(soup.select("svg"))


@pytest.mark.parametrize("engine", ENGINES)
def test_words_of_a_chart_are_as_large_on_a_page_as_they_are_drawn(project, engine, tmp_path):
    chart = charts.bars([charts.Bar("Industry", 30.0, "30", None, "main")], 40.0, "en", "30 in industry")
    job = Job(sample.notebook("en", extra=f"<figure>{chart}</figure>"), {"html": tmp_path / "brief.html"})
    assert choose(engine, project)[0].render([job]) == []
    soup = BeautifulSoup((tmp_path / "brief.html").read_text(encoding="utf-8"), "html.parser")
    words = soup.select('svg[aria-label="30 in industry"] text')
    assert {word.string: float(word.parent["font-size"]) for word in words} == {"Industry": 7, "30": 7}


@everywhere
def test_the_paper_names_itself(made, engine, lang):
    document = pdf(made, engine, lang)
    assert str(document.Root.Lang).startswith(lang)
    with document.open_metadata() as about:
        assert about["dc:title"].startswith(sample.WORDS[lang]["name"])
        assert about["dc:title"].endswith('#1 ["a"]')
    assert sample.WORDS[lang]["org"] in str(document.docinfo["/Author"])
    assert str(document.docinfo["/CreationDate"]).startswith("D:20190320")


@everywhere
def test_the_paper_is_tagged_and_keeps_to_its_standards(made, engine, lang, project):
    document = pdf(made, engine, lang)
    if engine == "quarto" and tuple(map(int, choose(engine, project)[0].version.split(".")[:2])) < (1, 9):
        pytest.skip("Quarto below 1.9 writes untagged PDF")
    assert document.Root.MarkInfo.Marked
    with document.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        if engine == "embedded":
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")


@everywhere
def test_the_paper_carries_its_data(made, engine, lang):
    document = pdf(made, engine, lang)
    attached = document.attachments
    assert [Path(name).name for name in attached] == ["indicators.csv"]
    assert next(iter(attached.values())).get_file().read_bytes() == sample.CSV.encode()


@everywhere
def test_the_paper_tags_headings_tables_and_pictures(made, engine, lang, project):
    document = pdf(made, engine, lang)
    if not document.Root.get("/StructTreeRoot"):
        pytest.skip("Quarto below 1.9 writes untagged PDF")
    kinds, alts = [], []
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item:
            kinds.append(str(item.S))
            alts += [str(item.Alt)] if "/Alt" in item else []
    words = sample.WORDS[lang]
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Figure"} <= set(kinds)
    assert {words["chart_alt"], words["journey_alt"], words["locator"]} == set(alts)
    assert alts.count(words["journey_alt"]) == 1  # the narrow drawing is for screens only


@everywhere
def test_a_figure_on_paper_names_its_row_and_its_column(made, engine, lang):
    document = pdf(made, engine, lang)
    if "/StructTreeRoot" not in document.Root:
        pytest.skip("Quarto below 1.9 writes untagged PDF")
    heads = pikepdf.NameTree(document.Root.StructTreeRoot.IDTree)
    rows = [row for body in elements(document, "/TBody") for row in body.K]
    for row in rows:
        first, *others = row.K
        assert (str(first.S), str(attributes(first).Scope)) == ("/TH", "/Row")
        assert heads[str(first.ID)].ID == first.ID
        for cell in others:
            scopes = {str(attributes(heads[str(name)]).Scope) for name in attributes(cell).Headers}
            assert (str(cell.S), scopes) == ("/TD", {"/Row", "/Column"})
    assert len(rows) == len(source(lang).select("tbody tr"))


def elements(document: pikepdf.Pdf, kind: str) -> list:
    """The elements of a kind in the tree of tags."""
    found = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/P" in item]
    return [item for item in found if item.get("/S") == kind]


def attributes(cell) -> pikepdf.Dictionary:
    about = cell.A if isinstance(cell.A, pikepdf.Array) else [cell.A]
    return next(one for one in about if one.get("/O") == "/Table")


@everywhere
def test_the_paper_reads_in_order(made, engine, lang):
    words = sample.WORDS[lang]
    text = _MOVED.sub("", pdf_text(made, engine, lang))
    places = [
        text.find(_MOVED.sub("", words[key]))
        for key in ("name", "headline", "glance", "journey", "who", "all", "notes")
    ]
    assert -1 not in places and places == sorted(places)
    assert words["other"] not in text


@pytest.mark.parametrize("engine", ENGINES)
def test_persian_words_can_be_copied_from_the_paper(made, engine):
    text = pdf_text(made, engine, "fa")
    for word in ("تاکستان", "می‌شود", "زن‌سرپرست", "مهارت‌آموز", "پیوست", "۱۳۹۷"):
        assert word in text


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_a_picture_without_alt_fails_alone_and_is_named(project, engine, suffix, tmp_path):
    good = Job(sample.notebook("en"), {suffix: tmp_path / f"good.{suffix}"})
    bad = Job(sample.notebook("en", chart_alt=""), {suffix: tmp_path / f"bad.{suffix}"})
    late = Job(sample.notebook("en"), {suffix: tmp_path / f"late.{suffix}"})
    failures = choose(engine, project)[0].render([good, bad, late])
    assert [job for job, _ in failures] == [bad]
    assert isinstance(failures[0].error, RenderError)
    assert f"bad.{suffix}" in str(failures[0].error) and sample.WORDS["en"]["women"] in str(failures[0].error)
    assert (
        good.targets[suffix].is_file() and late.targets[suffix].is_file() and not bad.targets[suffix].exists()
    )


def test_a_missing_letter_is_named_with_its_place(project, tmp_path):
    job = Job(sample.notebook("en", extra="<p>漢</p>"), {"pdf": tmp_path / "x.pdf"})
    [(_, error)] = choose("embedded", project)[0].render([job])
    assert (
        "漢" in str(error)
        and "x.pdf" in str(error)
        and f"under '{sample.WORDS['en']['women']}'" in str(error)
    )


def test_a_failed_brief_leaves_the_last_good_one(project, tmp_path):
    target = tmp_path / "brief.pdf"
    target.write_bytes(b"last good one")
    assert choose("embedded", project)[0].render([Job(sample.notebook("fa", chart_alt=""), {"pdf": target})])
    assert target.read_bytes() == b"last good one" and [target] == list(tmp_path.iterdir())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_same_notebook_same_bytes(made, lang, tmp_path):
    """Made again in another folder, by another process, with its own fonts."""
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]); import sample\n"
        "from karnameh.render import Job, assets, choose; from karnameh.suite import Project\n"
        "root = Path(sys.argv[2]); targets = {suffix: root / f'brief.{suffix}' for suffix in ('html', 'pdf')}\n"
        "job = Job(sample.notebook(sys.argv[3]), targets)\n"
        "assert choose('embedded', Project(root))[0].render([job]) == []"
    )
    subprocess.run(
        [sys.executable, "-c", code, Path(__file__).parent, tmp_path, lang], check=True, cwd=tmp_path
    )
    for name in ("brief.html", "brief.pdf"):
        assert (tmp_path / name).read_bytes() == (made["embedded", lang] / name).read_bytes()


def test_the_project_file_says_what_a_build_stages():
    said = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    assert said.pop("by-hand") is True
    assert {"*.ipynb", "!data/derived/executed/indicators/"} <= set(said["project"].pop("render"))
    assert said == settings(TEMPLATES.relative_to(ROOT).as_posix(), "/data/derived/fonts", "reports")


def test_asking_for_quarto_where_there_is_none_says_how_to_get_it(project, monkeypatch, tmp_path):
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path / "none"))
    with pytest.raises(RenderError, match="pip install quarto-cli"):
        choose("quarto", project)
    engine, why = choose("auto", project)
    assert (engine.name, why) == ("embedded", "QUARTO_PATH names no file")


def test_an_old_quarto_is_passed_over(project, monkeypatch, tmp_path):
    old = tmp_path / "quarto"
    old.write_text("#!/bin/sh\necho 1.6.40\n")
    old.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(old))
    engine, why = choose("auto", project)
    assert engine.name == "embedded" and "1.6.40" in why


#: Makes pages beside the notebooks in the order of the project's list, else of the folder, and moves them at the end or
#: at the first that says BAD; at one that says HANG it does nothing any more.
FAKE = """#!{python}
import os, pathlib, subprocess, sys, time, yaml
if sys.argv[1] == "--version":
    sys.exit(print("1.10.2"))
if sys.argv[1] == "typst":
    sys.exit(print(*open({folder!r} + "/typst"), file=sys.stderr))
said, seen = yaml.safe_load(open("_quarto.yml")), pathlib.Path({folder!r})
(seen / "standards").write_text(" ".join(said["format"]["typst"]["pdf-standard"]))
os.makedirs("out", exist_ok=True)
made, code = [], 0
for name in said["project"].get("render") or sorted(os.listdir("."), reverse=True):
    if name.endswith(".ipynb") and os.path.exists(name):
        text = open(name).read()
        if "HANG" in text:
            (seen / "begun").write_text(str(subprocess.Popen(["sleep", "600"]).pid))
            time.sleep(600)
        if "BAD" in text:
            code = "ERROR: a fault in " + name
            break
        made.append(name[:-6] + ".html")
        pathlib.Path(made[-1]).write_text("page")
for name in made:
    os.rename(name, "out/" + name)
sys.exit(code)
"""


@pytest.fixture
def rendered(project, monkeypatch, tmp_path):
    """What the fake makes of notebooks that say some words: the pages that there are, and the failures."""
    fake = tmp_path / "quarto"
    fake.write_text(FAKE.format(python=sys.executable, folder=str(tmp_path)))
    fake.chmod(0o755)
    (tmp_path / "typst").write_text("typst 0.14.2 (binding 0.14.9)")
    monkeypatch.setenv("QUARTO_PATH", str(fake))

    def render(*said):
        jobs = []
        for number, word in enumerate(said):
            notebook = sample.notebook("fa")
            notebook.cells.append(nbformat.v4.new_markdown_cell(word))
            jobs.append(Job(notebook, {"html": tmp_path / f"{number}.html"}))
        failures = choose("quarto", project)[0].render(jobs)
        there = "".join(sorted(path.stem for path in tmp_path.glob("*.html")))
        return there, {jobs.index(job): str(error) for job, error in failures}

    return render


def test_a_brief_at_which_quarto_stops_fails_alone(rendered, tmp_path):
    there, failures = rendered("good", "good", "BAD", "good", "good", "BAD", "good")
    assert there == "01346" and failures.keys() == {2, 5}
    assert "a fault in 0002" in failures[2] and "a fault in 0005" in failures[5]


@pytest.mark.parametrize(
    "typst, kept", [("typst 0.14.2 (binding 0.14.9)", "ua-1"), ("typst 0.15.0", "ua-1 a-3a"), ("", "ua-1")]
)
def test_quarto_is_asked_for_all_standards_that_its_typst_keeps_to(rendered, tmp_path, typst, kept):
    (tmp_path / "typst").write_text(typst)
    assert rendered("good") == ("0", {})
    assert (tmp_path / "standards").read_text() == kept


def test_a_brief_at_which_quarto_hangs_fails_alone_and_all_that_it_began_is_ended(
    rendered, monkeypatch, tmp_path
):
    monkeypatch.setattr(quarto, "_PATIENCE", 3)
    monkeypatch.setattr(quarto, "_EACH", 0)
    there, failures = rendered("good", "good", "HANG", "good")
    assert there == "013" and failures.keys() == {2}
    assert "stopped because it took more than 3 s" in failures[2]
    assert not is_running((tmp_path / "begun").read_text())


def is_running(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


#: A call that is seen as begun before whoever began it has come to know of it, and one after the process was told to
#: end; each says its number as it begins.
ENDED_AS_IT_BEGINS = """
import os, subprocess, sys, threading, time
from pathlib import Path
from karnameh.render.quarto import Quarto, end_running
from karnameh.suite import Project

began = threading.Event()
class Slow(subprocess.Popen):
    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        if "render" in given[0]:
            print(self.pid, flush=True)
            began.set()
            time.sleep(0.5)
engine = Quarto(Project(Path.cwd()), Path(sys.argv[1]))
subprocess.Popen = Slow
def call():
    threading.Thread(target=engine._call, args=(Path.cwd(), ["html"], 600), daemon=True).start()
call()
began.wait()
end_running()
call()
time.sleep(0.5)
os._exit(0)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks Linux what runs")
def test_a_call_of_quarto_that_has_just_begun_ends_with_its_process_and_none_begins_any_more(tmp_path):
    quarto_that_hangs = tmp_path / "quarto"
    quarto_that_hangs.write_text("#!/bin/sh\n[ $1 = --version ] && echo 1.9.1 && exit\nexec sleep 600\n")
    quarto_that_hangs.chmod(0o755)
    command = [sys.executable, "-c", ENDED_AS_IT_BEGINS, str(quarto_that_hangs)]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    (begun,) = said.split()
    running = Path("/proc", begun, "cmdline")
    assert not (running.is_file() and running.read_bytes())


def test_one_paper_after_another_takes_no_more_memory(project, tmp_path):
    engine, _ = choose("embedded", project)
    held = []
    for number in range(11):
        paper = sample.notebook("en", extra=f"<p>{number} of many</p>")
        assert engine.render([Job(paper, {"pdf": tmp_path / "brief.pdf"})]) == []
        held.append(psutil.Process().memory_info().rss / 2**20)
    assert held[-1] - held[2] < 10  # megabytes; of what Typst keeps for ten papers it would be some thirty
