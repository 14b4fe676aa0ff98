"""
Every number of a Persian page has its twin on the English one.

    .venv/bin/python tests/layout/parity.py REPORTS

says, for all briefs of a folder that a build has left, what has none; papers are read too where pypdfium2 is there.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from readings import numbers, page_numbers

#: What a paper says again wherever a page happens to break: 'page 1 of 2', and the years in the heads of tables.
_REPEATED = re.compile(r"(?:Page|صف\S+)\s+\S+\s+(?:of|از)\s+\S+|\b(?:1[34]|۱[۳۴])\d\d\b")


def twins(folder: Path, suffix: str = "html") -> list[tuple[Path, Path]]:
    """The Persian and English pages of each brief below a folder; whether both are there is for the reader to see."""
    names = {re.sub(r"\.(fa|en)\.", ".{}.", str(path)) for path in folder.rglob(f"*.??.{suffix}")}
    return [
        (Path(name.format("fa")), Path(name.format("en"))) for name in sorted(names) if "index" not in name
    ]


def differences(persian: Path, english: Path) -> Iterator[str]:
    """What one page says and the other does not; nothing where all numbers agree."""
    pages = [page_numbers(path) for path in (persian, english)]
    yield from _unpaired("figure", *(page.figures() for page in pages))
    yield from _unpaired("linked data", *(page.linked() for page in pages))
    yield from _unpaired("number in the text", *(page.text() for page in pages))
    for name, one, other in (
        ("alt text", pages[0].alts(), pages[1].alts()),
        ("table", pages[0].tables(), pages[1].tables()),
    ):
        if len(one) != len(other):
            yield f"{name}: fa has {len(one)}, en {len(other)}"
        for index, (mine, yours) in enumerate(zip(one, other, strict=False), 1):
            if mine != yours:
                yield f"{name} {index}: fa {mine}, en {yours}"


def paper_differences(persian: Path, english: Path) -> Iterator[str]:
    """The same of two papers: the numbers in their text, page numbers and years apart."""
    papers = [_paper(path) for path in (persian, english)]
    if len(papers[0]) != len(papers[1]):
        yield f"pages: fa has {len(papers[0])}, en {len(papers[1])}"
    else:
        yield from _unpaired("number on paper", *(numbers(_REPEATED.sub(" ", "\n".join(p))) for p in papers))


def _paper(path: Path) -> list[str]:
    """What can be copied from each page of a paper."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def _unpaired(what: str, persian, english) -> Iterator[str]:
    one, other = Counter(persian), Counter(english)
    for lang, extra in (("fa", one - other), ("en", other - one)):
        for item, count in extra.items():
            yield f"{what} in {lang} only, {count}×: {item}"


def main(folder: str) -> int:
    try:
        import pypdfium2  # noqa: F401

        kinds = (("html", differences), ("pdf", paper_differences))
    except ImportError:
        kinds = (("html", differences),)
    found = 0
    for suffix, compare in kinds:
        pairs = twins(Path(folder), suffix)
        for persian, english in pairs:
            for difference in compare(persian, english):
                found += 1
                print(f"{persian}: {difference}")
        print(f"{suffix}: pairs compared: {len(pairs)}")
    print(f"differences: {found}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
