"""What a page weighs, in units of 1,024 bytes."""

from collections.abc import Iterable

from findings import told
from published import Leaf


def heavier(leaves: Iterable[Leaf], most: int) -> list[tuple[Leaf, str]]:
    sizes = [(leaf, leaf.file.stat().st_size / 1024) for leaf in leaves]
    return [(leaf, f"heavier than {most} KB: «{size:.0f} KB»") for leaf, size in sizes if size > most]


def test_pages_are_light(published):
    assert not heavier(published.pages, 150), told(heavier(published.pages, 150))


def test_what_all_pages_share_is_light(published):
    found = []
    for name, folder in published.folders.items():
        size = sum(file.stat().st_size for file in (folder / "assets").rglob("*") if file.is_file()) / 1024
        if not 0 < size <= 300:
            found.append((name, f"assets: «{size:.0f} KB»"))
    assert not found, told(found)
