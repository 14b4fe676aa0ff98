"""The disclosure rule of a project: `params/disclosure.toml`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from karnameh.errors import ParameterError, nearest


@dataclass(frozen=True)
class Rule:
    """Counts from 1 to threshold − 1 are not told; 0 turns the rule off."""

    threshold: int

    @classmethod
    def read(cls, path: Path) -> "Rule":
        """Raises: ParameterError with every fault of the file."""
        where = f"params/{path.name}"
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ParameterError(
                f"{where}: not found. It names the threshold, such as `threshold = 5`."
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ParameterError(f"{where}: not readable as TOML: {error}.") from None
        if faults := list(_faults(raw)):
            raise ParameterError("\n".join(f"{where}: {fault}" for fault in faults))
        return cls(**raw)


def _faults(raw: dict) -> Iterator[str]:
    for key in raw:
        if key != "threshold":
            yield f"unknown key '{key}'; it takes threshold.{nearest(key, ['threshold'])}"
    threshold = raw.get("threshold")
    if type(threshold) is not int or threshold < 0:
        yield "threshold must be a whole number, 0 (off) or more."
