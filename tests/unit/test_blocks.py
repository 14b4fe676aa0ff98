"""A piece of a page in the three forms in which a notebook keeps it."""

import pytest

from karnameh.present.blocks import Block
from karnameh.trace import traced


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p>a</p><svg role='img' aria-hidden='true'><text>b</text></svg><p>c</p>", "a\nc"),
        (
            '<figure><svg class="x" aria-label="two &lt; three"><g><path/></g></svg></figure>d',
            "[two < three]\nd",
        ),
        ('<script type="text/csv">year,area</script>e<svg aria-label="f"></svg>', "e[f]"),
        ("<tr><td>1</td><td>2</td></tr>", "1\t2"),
        ("<p>never ended</p><svg><text>g</text>", "never ended\ng"),
    ],
)
def test_plain_text_tells_alts_and_leaves_drawings_out(html, plain):
    assert repr(Block(html)) == plain


def test_only_a_build_does_without_the_copy_in_markdown(tmp_path):
    block = Block("<p>a</p><p>b</p>")
    assert block._repr_markdown_() == "```{=html}\n<p>a</p>\n<p>b</p>\n\n```"
    with traced(tmp_path / "looked"):
        assert block._repr_markdown_() is None
    assert block._repr_html_() == "<p>a</p>\n<p>b</p>\n"
