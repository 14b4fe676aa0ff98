"""The questions of look.js find faults that were planted, each on a page of its own."""

import pytest
from findings import LOOK

PLANTED = {
    "sideways()": "<main style='width:400px'>wide words</main>",
    "cutOff()": "<p style='width:3em;overflow:hidden;white-space:nowrap'>a long line of words</p>",
    "overlaps()": "<p style='margin:0'>under</p><p style='margin:-1.2em 0'>over</p>",
    "outOfCards()": "<div class=card style='width:3em'><p style='white-space:nowrap'>a long line of words</p></div>",
    "faint(4.5)": "<p style='color:#999'>faint</p>",
    "moving()": "<p style='transition:color 1s'>moving</p>",
    "idle()": "<button>does nothing</button>",
    "shown('nav')": "<nav>not on paper</nav>",
    "unkept()": "<svg width=9 height=9></svg>",
    "unreadableOnPaper()": "<p style='background:#000;color:#fff'>white on nothing</p>",
}
PAGE = "<!DOCTYPE html><html lang=en><title>planted</title><body style='background:#fff;color:#000'>"
RING = "<style>a:focus{{outline:{ring}}}</style><a href='#x'>a link</a>"


@pytest.fixture(scope="module")
def tab(opened):
    with opened(width=320) as tab:
        yield tab


def _asked(tab, body: str, question: str):
    tab.set_content(PAGE + body)
    tab.evaluate(LOOK)
    return tab.evaluate(f"look.{question}")


@pytest.mark.parametrize("question", PLANTED)
def test_a_planted_fault_is_found_and_a_sound_page_left_alone(tab, question):
    assert _asked(tab, PLANTED[question], question)
    assert not _asked(tab, "<main><p>sound</p></main>", question)


@pytest.mark.parametrize(("ring", "said"), [("none", "no ring"), ("3px solid #eee", "a faint ring")])
def test_a_ring_that_cannot_be_seen_is_found(tab, ring, said):
    _asked(tab, RING.format(ring=ring), "stops()")
    tab.keyboard.press("Tab")
    assert said in tab.evaluate("look.ring()")[0]


def test_a_word_is_in_view_only_with_all_its_letters(tab):
    assert _asked(tab, "<p>the answer</p>", "wordInView('The Answer')")
    assert not _asked(tab, "<p style='margin-top:200vh'>the answer</p>", "wordInView('the answer')")
