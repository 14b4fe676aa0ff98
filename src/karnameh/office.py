"""What `indicators.ipynb` may ask for: the registers of a county, counted. The only notebook that sees persons."""

import io

import pandas as pd

from karnameh.files import write_atomically
from karnameh.indicators.compute import compute
from karnameh.registers.read import read_registers
from karnameh.registers.source import Source
from karnameh.suite import Project


def open_registers(year: int, county: str) -> "Office":
    """
    The registers of one county, checked.

    Raises: ParameterError for a year or county outside the suite (and earlier editions), RegisterError with every fault.
    """
    project = Project.find()
    area = project.counted.indicators(year, county)
    registers = read_registers(Source.of(project), project.areas, area.code, year)
    return Office(project, year, area.code, registers)


class Office:
    """The registers of a county, seen from a year."""

    def __init__(self, project, year, county, registers):
        self._project, self._year, self._county, self._registers = project, year, county, registers

    @property
    def rows(self) -> pd.DataFrame:
        """How many rows of each table concern the county."""
        return pd.DataFrame({"rows": {name: len(table) for name, table in self._registers.tables.items()}})

    def results(self) -> pd.DataFrame:
        """Every indicator of the year: numerators and denominators, nothing divided yet."""
        return compute(self._registers, self._year, self._county)

    def save(self, results: pd.DataFrame) -> None:
        """Leave the result rows where roll-up and disclosure take them from."""
        buffer = io.BytesIO()
        results.to_parquet(buffer, index=False)
        write_atomically(self._project.results(self._year, self._county), buffer.getvalue())
