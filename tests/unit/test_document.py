"""Executed notebook → Markdown: what comes through, and what must not."""

from base64 import b64encode

import nbformat
import pytest

from karnameh.errors import RenderError
from karnameh.render.document import about, add_markdown, assemble, for_quarto


def cell(data: dict, source: str = "show()", **more):
    return nbformat.v4.new_code_cell(source, outputs=[nbformat.v4.new_output("display_data", data)], **more)


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells), metadata={"papermill": {"duration": 1}})


def png(width: int, height: int) -> str:
    return b64encode(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big")
    ).decode()


def test_html_comes_before_markdown_before_a_picture():
    both = {"text/html": "<p>a</p>", "text/markdown": "b", "image/png": png(3, 4), "text/plain": "c"}
    assert assemble(notebook(cell(both))) == "```{=html}\n<p>a</p>\n```\n"
    del both["text/html"]
    assert assemble(notebook(cell(both))) == "b\n"


@pytest.mark.parametrize("fence", ["```", "````"])
def test_html_that_holds_a_fence_is_fenced_by_a_longer_one(fence):
    assert assemble(notebook(cell({"text/html": f"<pre>\n{fence}\n</pre>"}))).startswith(
        f"{fence}`{{=html}}\n"
    )


def test_a_picture_takes_its_alt_text_from_the_cell():
    shown = assemble(notebook(cell({"image/png": png(300, 150)}, '#| fig-alt: "Jobs & targets"\nplot()')))
    assert (
        'aria-label="Jobs &amp; targets"' in shown
        and 'viewBox="0 0 300 150"' in shown
        and 'width="25.4mm"' in shown
    )


def test_parameters_code_streams_and_plain_text_stay_out():
    stream = nbformat.v4.new_output("stream", name="stdout", text="noise")
    loud = nbformat.v4.new_code_cell("secret", outputs=[stream])
    hidden = cell({"text/html": "<p>hidden</p>"}, metadata={"tags": ["injected-parameters"]})
    shown = notebook(hidden, loud, cell({"text/plain": "repr"}), nbformat.v4.new_markdown_cell("Words."))
    assert assemble(shown) == "Words.\n"


def test_a_picture_that_pages_do_not_take_is_named():
    with pytest.raises(RenderError, match=r"cell 'mine': a picture as image/svg\+xml"):
        assemble(notebook(cell({"image/svg+xml": "<svg/>", "text/plain": "repr"}, id="mine")))


def test_a_notebook_that_was_not_run_is_refused():
    with pytest.raises(RenderError, match="no outputs"):
        assemble(notebook(nbformat.v4.new_code_cell("brief.head()")))


def test_the_brief_says_what_it_is():
    html = '<script type="application/json" class="brief">{"lang": "fa", "date": "2019-03-20"}</script><h1>x</h1>'
    assert about(notebook(cell({"text/html": html}))) == {"lang": "fa", "date": "2019-03-20"}
    assert about(notebook(cell({"text/html": "<p>x</p>"}))) == {}


def test_quarto_is_given_html_as_markdown_too_and_nothing_of_the_run():
    staged = for_quarto(
        notebook(cell({"text/html": "<p>a</p>", "text/plain": "repr"}, "#| label: x\nsecret()", id="run-9"))
    )
    nbformat.validate(staged)
    assert staged.cells[1].outputs[0].data == {
        "text/html": "<p>a</p>",
        "text/markdown": "```{=html}\n<p>a</p>\n```",
    }
    assert staged.cells[1].source == "" and "papermill" not in staged.metadata


def test_quarto_is_given_what_we_take_of_an_output_and_nothing_else():
    """Plain text, which is no part of a page, would be published; a picture would be left behind."""
    picture = cell({"image/png": png(300, 150), "text/plain": "repr"}, "#| label: fig-x\n#| fig-alt: Jobs")
    shown = notebook(picture, cell({"text/plain": "7654321"}), cell({"text/markdown": "Words."}))
    outputs = [[output.data for output in cell.outputs] for cell in for_quarto(shown).cells[1:]]
    ((drawn,), nothing, (words,)) = outputs
    assert set(drawn) == {"text/html", "text/markdown"} and 'aria-label="Jobs"' in drawn["text/html"]
    assert drawn["text/markdown"] in assemble(shown)
    assert not nothing and words == {"text/markdown": "Words."}


def test_an_executed_notebook_has_its_pages_as_markdown_too():
    executed = notebook(cell({"text/html": "<p>a</p>"}), cell({"text/html": "b", "text/markdown": "own"}))
    add_markdown(executed)
    first, second = (one.outputs[0].data["text/markdown"] for one in executed.cells)
    assert (first, second) == ("```{=html}\n<p>a</p>\n```", "own")
