"""axe-core on every page: WCAG 2.2 A and AA and best practice, light and dark, wide and narrow; nothing is let off."""

from pathlib import Path

from findings import told

AXE = (Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What can differ in the dark.
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """only => axe.run(document, {runOnly: only, resultTypes: ["violations", "incomplete"]})
  .then(({violations, incomplete}) => ({violations, incomplete}))"""


def _lines(results: list[dict], said: str = "") -> list[str]:
    return [
        f"{said}{rule['id']} at {node['target'][-1]} «{node['html'][:120]}»: {node['failureSummary']}"
        for rule in results
        for node in rule["nodes"]
    ]


def _violations(tab, **only: object) -> list[str]:
    """What axe calls a fault; then also the contrasts that it could not decide, for whoever mends the page."""
    result = tab.evaluate(RUN, only)
    undecided = [rule for rule in result["incomplete"] if rule["id"] == "color-contrast"]
    faults = _lines(result["violations"])
    return faults + _lines(undecided, "undecided: ") if faults else []


def test_axe_finds_nothing_on_any_page(each_page):
    found = []
    for page, tab in each_page():
        tab.evaluate(AXE)
        tab.evaluate("look.openAll()")
        tab.emulate_media(color_scheme="dark")
        found += [(f"{page}, dark", line) for line in _violations(tab, type="rule", values=COLOURS)]
        tab.emulate_media(color_scheme="light")
        for width in (1280, 360):
            tab.set_viewport_size({"width": width, "height": 900})
            found += [(f"{page}, {width} px", line) for line in _violations(tab, type="tag", values=RULES)]
    assert not found, told(found)


def test_every_word_stands_out_from_its_ground(each_page):
    """4.5 to 1 for all sizes; axe leaves words undecided that lie near a drawing."""
    found = []
    for page, tab in each_page():
        tab.evaluate("look.openAll()")
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            found += [(f"{page}, {scheme}", line) for line in tab.evaluate("look.faint(4.5)")]
    assert not found, told(found)


def test_axe_finds_a_planted_fault(opened):
    with opened() as tab:
        tab.set_content(
            "<html lang=en><title>x</title><main><h1>x</h1><p style='color:#bbb'>faint</p></main>"
        )
        tab.evaluate(AXE)
        assert "color-contrast" in "\n".join(_violations(tab, type="tag", values=RULES))
