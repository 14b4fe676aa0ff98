"""A pandoc that stays: as from the command line, nothing left of the document before, begun anew when it died."""

import os
import signal
import subprocess

import pypandoc
import pytest

from karnameh.render import pandoc
from karnameh.render.engine import TEMPLATES
from karnameh.render.pandoc import Died, Pandoc

FIGURE = '```{=html}\n<svg aria-label="Jobs" viewBox="0 0 1 1"><path style="fill:red"/></svg>\n```\n'
ABOUT = '```{=html}\n<script type="application/json" class="brief">{"lang": "en", "title": "T #1"}</script>\n```\n'
SYNTAX = "# A [b]\n\n*x* 'y' -- $z^2$\tw[^1]\n\n[^1]: n\n\n```python\na\tb\n```\n"

#: Each kind of cell that a brief has; what marks a cell's words is put into it.
TABLE = """```{{=html}}
<table class="figures"><thead><tr><th scope="col">{0}Area “x”{1}</th><th scope="col" class="num">{0}Jobs{1}</th></tr>
</thead>
<tbody><tr class="group"><th scope="rowgroup" colspan="2">{0}North{1}</th></tr>
<tr><th scope="row">{0}Abyek  town{1}</th><td class="num">{0}⁦41.4%⁩{1}</td></tr>
<tr><th scope="row"></th><td class="num words">{0}not counted{1}</td></tr>
</tbody></table>
```
"""


@pytest.fixture
def stays():
    return Pandoc(pypandoc.get_pandoc_path(), TEMPLATES / "serve.lua")


def from_the_command_line(document: str, writer: str, template: str) -> str:
    files = [f"--data-dir={TEMPLATES}", f"--template={TEMPLATES / template}"]
    files += [f"--lua-filter={TEMPLATES / 'brief.lua'}", f"--metadata-file={TEMPLATES / 'tokens.yml'}"]
    command = [pypandoc.get_pandoc_path(), "--from=markdown", f"--to={writer}", "--standalone", "--wrap=none"]
    done = subprocess.run(
        [*command, "--mathml", *files], input=document.encode(), capture_output=True, check=True
    )
    return done.stdout.decode()


@pytest.mark.parametrize(("writer", "template"), [("html", "brief.html"), ("typst", "brief.typ")])
@pytest.mark.parametrize("document", ["", SYNTAX, ABOUT + "\n" + FIGURE, "a\r\nb\r\n\r\n# c\r\n"])
def test_a_document_is_written_as_from_the_command_line(stays, document, writer, template):
    assert stays.write(document, writer) == from_the_command_line(document, writer, template)


@pytest.mark.parametrize("marked", ['<span data-cell="1398//" data-value="1">', '<span class="x">'])
def test_a_table_is_the_same_whether_its_cells_are_plain_words_or_marked(stays, marked):
    plain = stays.write(TABLE.format("", ""), "typst")
    assert '("group", "North")' in plain and '("41", ".4%⁩")' not in plain and '("41", ".4%")' in plain
    assert stays.write(TABLE.format(marked, "</span>"), "typst") == plain


@pytest.mark.parametrize(
    "row",
    [
        "<tr><td>one cell</td></tr>",
        "<tr><td>a</td><td>b</td>c</tr>",
        "<tr><td>&lt;</td><td></td></tr>",
        "<tr></tr>",
    ],
)
def test_a_row_that_is_not_regular_is_left_to_pandoc(stays, row):
    odd = TABLE.replace("</tbody>", row + "</tbody>")
    marked = odd.format('<span class="x">', "</span>")
    assert stays.write(odd.format("", ""), "typst") == stays.write(marked, "typst")


@pytest.mark.parametrize(
    ("words", "markup"),
    [
        ("2. of <b>all</b>; 5", r"\2. of #strong[all]\; 5"),
        ("5.1% in 2019/20; [c]", r"5.1% in 2019/20; \[c\]"),
        ("a - b // #c <code>d e.csv</code>", r"a - b /\/ \#c `d e.csv`"),
    ],
)
def test_words_say_no_more_to_typst_than_they_do(stays, words, markup):
    assert f"#note[{markup}]" in stays.write(f'```{{=html}}\n<div class="note">{words}</div>\n```\n', "typst")


def test_a_drawing_that_is_not_on_paper_is_not_in_it(stays):
    screen, paper = (
        f'<figure class="chart {where}">{FIGURE[11:-5]}</figure>' for where in ("screen", "paper")
    )
    written = stays.write(f"```{{=html}}\n{screen}{paper}\n```\n", "typst")
    assert written.count("<svg") == 1 and written.count("#drawing(1, ") == 1


def test_nothing_is_left_of_the_document_before(stays):
    first = stays.write(SYNTAX, "typst")
    stays.write(ABOUT + "\n" + FIGURE, "typst")
    stays.write(ABOUT + "\n" + FIGURE, "html")
    assert stays.write(SYNTAX, "typst") == first


def test_what_pandoc_died_of_is_said_and_the_next_document_is_written(stays):
    with pytest.raises(Died) as died:
        stays.write("```{=html}\n<svg></svg>\n```\n", "html")
    assert died.value.code == 83 and "it has no alt text" in died.value.said
    assert "<p>a</p>" in stays.write("a", "html")


def test_a_pandoc_that_was_killed_is_begun_anew(stays):
    stays.write("a", "html")
    os.kill(stays._process.pid, signal.SIGKILL)
    stays._process.wait()
    with pytest.raises(Died):
        stays.write("a", "html")
    assert "<p>a</p>" in stays.write("a", "html")


def test_a_process_writes_so_many_documents_and_ends(stays, monkeypatch):
    monkeypatch.setattr(pandoc, "_MOST", 2)
    stays.write("a", "html")
    first = stays._process
    stays.write("b", "html")
    assert stays._process is first
    assert "<p>c</p>" in stays.write("c", "html")
    assert first.returncode == 0 and stays._process is not first
