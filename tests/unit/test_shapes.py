"""Shaped texts that one kernel leaves for the next: the same as shaped anew, and never in the way."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from threading import Timer

import matplotlib as mpl
import pytest

from karnameh.present.charts import lettering, shapes
from karnameh.present.charts.shapes import Shaped, Shapes

TYPE = [Path(mpl.get_data_path()) / "fonts" / "ttf" / f"DejaVuSerif{weight}.ttf" for weight in ("", "-Bold")]
TEXTS = [
    ("تاکستان", False),
    ("۸۰٫۳٪", True),
    ("Wm 1,234", False),
    ("خانه‌ها", True),
    (" ", False),
    ("", False),
]


def shaped(text: str) -> Shaped:
    drawn = f'<g id="tabc" data-text="{text}"/>'
    return Shaped(1.1 + 2.2, {"kr1": '<path id="kr1" d="M0 0"/>'}, "tabc", drawn)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Charts in a type whose shapes are kept in a folder; gives a function that begins as a new kernel does."""
    monkeypatch.setattr(lettering, "_fonts", {})

    def begin() -> Path:
        lettering.forget()
        lettering._fonts.clear()
        lettering.use_fonts(TYPE, kept_in=tmp_path / "shapes")
        return next(tmp_path.glob("shapes/*.sqlite"))

    with mpl.rc_context():
        yield begin
        lettering.forget()


def test_what_another_kernel_left_is_as_if_shaped_anew(kept, monkeypatch):
    kept()
    anew = [lettering.shaped(*text) for text in TEXTS]
    kept()
    monkeypatch.setattr(lettering, "_shape", lambda *text: pytest.fail(f"{text} is shaped again"))
    assert [lettering.shaped(*text) for text in TEXTS] == anew
    assert list(lettering.shaped(*TEXTS[0]).glyphs) == list(anew[0].glyphs)


def test_another_type_has_a_file_of_its_own_and_takes_the_place_of_the_last(kept, tmp_path):
    first = kept()
    lettering.shaped("Wm")
    lettering.forget()
    lettering._fonts.clear()
    lettering.use_fonts(TYPE[::-1], kept_in=tmp_path / "shapes")
    (second,) = tmp_path.glob("shapes/*.sqlite")
    assert second != first
    assert lettering._shapes.get("Wm", False) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda place: place.write_bytes(b"no database at all" * 100),
        lambda place: place.write_bytes(place.read_bytes()[:5000]),
        lambda place: sqlite3.connect(place, isolation_level=None).execute("DROP TABLE texts"),
        lambda place: sqlite3.connect(place, isolation_level=None).execute(
            "DELETE FROM glyphs WHERE rowid % 2"
        ),
        lambda place: sqlite3.connect(place, isolation_level=None).execute(
            "UPDATE texts SET definition = (SELECT definition FROM texts ORDER BY text LIMIT 1)"
        ),
    ],
    ids=["other bytes", "half of it", "a table lost", "outlines lost", "texts mixed up"],
)
def test_a_file_that_is_spoilt_costs_time_and_no_picture(kept, spoil):
    place = kept()
    anew = [lettering.shaped(*text) for text in TEXTS]
    lettering.forget()
    spoil(place)
    kept()
    assert [lettering.shaped(*text) for text in TEXTS] == anew


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    (tmp_path / "shapes").write_text("a file where the folder should be")
    none = Shapes(tmp_path / "shapes" / "1.sqlite")
    none.add("a", False, shaped("a"))
    none.close()
    assert none.get("a", False) is None and [path.name for path in tmp_path.iterdir()] == ["shapes"]


def test_kernels_that_end_at_once_leave_what_each_has_shaped(tmp_path):
    place, several = tmp_path / "1.sqlite", [str(number) for number in range(4)]
    code = (
        "import sys; from pathlib import Path; from karnameh.present.charts.shapes import Shaped, Shapes\n"
        "place, mine = Path(sys.argv[1]), Shapes(Path(sys.argv[1]))\n"
        "for text in (f'{sys.argv[2]} {number}' for number in range(300)):\n"
        "    mine.add(text, True, Shaped(1.5, {'kr1': 'M'}, 't', f'data-text=\"{text}\"'))\n"
        "mine.close()"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, place, name], env=os.environ) for name in several
    ]
    assert [process.wait() for process in running] == [0] * len(several)
    whole = Shapes(place)
    assert all(whole.get(f"{name} {number}", True) for name in several for number in range(300))
    assert whole.get("0 0", False) is None
    whole.close()


def test_one_that_writes_is_waited_for(tmp_path):
    place = tmp_path / "1.sqlite"
    Shapes(place).close()
    other = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    one = Shapes(place)
    one.add("a", False, shaped("a"))
    done = Timer(0.1, other.execute, ["COMMIT"])
    done.start()
    one.close()
    done.join()
    next_one = Shapes(place)
    assert next_one.get("a", False) == shaped("a")
    next_one.close()
    other.close()


def test_no_more_texts_are_kept_than_there_is_room_for(tmp_path, monkeypatch):
    monkeypatch.setattr(shapes, "_MOST", 3)
    for some in ("ab", "cd", "ef"):
        one = Shapes(tmp_path / "1.sqlite")
        for text in some:
            one.add(text, False, shaped(text))
        one.close()
    last = Shapes(tmp_path / "1.sqlite")
    assert [last.get(text, False) for text in "abcdef"] == [*map(shaped, "abc"), None, None, None]
    last.close()
