"""What τ-ARGUS would suppress in a table of jobs by area and sector: the tool of statistical offices, from PyPI."""

from contextlib import chdir
from pathlib import Path

import pandas as pd
import pytest

#: Each count of 1 to 4 is to be hidden so that it could be nothing and twice itself: the widest that it can be told.
_RULE = "FREQ(5,100)"
#: The least loss in one linear programme, for the whole hierarchy of areas.
_METHOD = "OPT(1)"


def suppressed_by_argus(cells: dict[str, int], folder: Path) -> set[str]:
    """
    The cells that it hides, as keys; those that tell of few among them.

    cells: of counties, whole and by sector. folder: for its files. The counts of provinces and the nation are sums.
    """
    argus = pytest.importorskip("pytauargus", reason="pytauargus has no build for this system")
    by_sector = {key: count for key, count in cells.items() if "/sector/" in key}
    jobs = [(key[:4], key.split("/")[-1], 1.0) for key, count in by_sector.items() for _ in range(count)]
    areas = dict.fromkeys(key[:4] for key in cells)
    provinces = {area[:2]: [county for county in areas if county[:2] == area[:2]] for area in areas}
    lines = (line for code, inner in provinces.items() for line in (code, *(f"@{c}" for c in inner)))
    hierarchy = folder / "areas.hrc"
    hierarchy.write_text("\n".join(lines) + "\n")
    with chdir(folder):  # it leaves files where it runs
        protected = argus.protect(
            pd.DataFrame(jobs, columns=["area", "sector", "jobs"]),
            ["area", "sector"],
            response="jobs",
            safety_rules=_RULE,
            suppress=_METHOD,
            hrc={"area": str(hierarchy)},
            hierleadstring="@",
            workdir=str(folder / "argus"),
        )
    table = protected.tables[0].dataframe()
    hidden = table[table["status"].isin(["U", "M"])]
    return {
        _key(area.strip(), sector.strip())
        for area, sector in zip(hidden["area"], hidden["sector"], strict=True)
    }


def _key(area: str, sector: str) -> str:
    jobs = f"{'IR' if area == 'Total' else area}/count_jobs"
    return jobs if sector == "Total" else f"{jobs}/sector/{sector}"
