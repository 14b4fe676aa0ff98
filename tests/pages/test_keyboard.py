"""Pages without a mouse: every stop, in order, seen, and none that holds the reader."""

import pytest
from findings import told


def _walk(tab, stops: list[str]) -> list[str]:
    """Tab from the top of the page to its end, opening what can be opened; what was found on the way."""
    found = []
    for number, name in enumerate(stops):
        tab.keyboard.press("Tab")
        at = tab.evaluate("look.at()")
        if at != number:
            return [*found, f"Tab comes to {tab.evaluate('look.where()')}, not to {name}"]
        found += tab.evaluate("look.ring()")
        if tab.evaluate("document.activeElement.matches('summary')"):
            tab.keyboard.press("Enter")
            if not tab.evaluate("document.activeElement.parentElement.open"):
                found.append(f"Enter does not open {name}")
    tab.keyboard.press("Tab")
    if tab.evaluate("look.at()") == len(stops) - 1:
        found.append(f"Tab does not leave {stops[-1]}")
    return found


@pytest.mark.parametrize("width", [1280, 360])
def test_tab_comes_to_every_stop_in_order_with_a_ring(each_page, width):
    found = []
    for page, tab in each_page(width=width, reduced_motion="reduce"):  # else it glides to where the focus is
        found += [(page, line) for line in _walk(tab, tab.evaluate("look.stops()"))]
    assert not found, told(found)


def test_the_first_stop_skips_to_the_text(each_page):
    found = []
    for page, tab in each_page(width=360):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.querySelector('main')?.contains(document.activeElement)"):
            continue  # nothing stands above the text
        first = tab.evaluate("document.activeElement.getAttribute('href')")
        main = tab.evaluate("document.querySelector('main')?.id")
        if first != f"#{main}":
            found.append((page, f"the first stop leads to {first}"))
            continue
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        if not tab.evaluate("look.pastMain()"):
            found.append((page, f"after skipping, Tab comes to {tab.evaluate('look.where()')}"))
    assert not found, told(found)
