"""The disclosure rule of a project: `params/disclosure.toml`."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from karnameh.errors import ParameterError, nearest
from karnameh.settings import read_settings

PROFILES = ("suppress", "round")


@dataclass(frozen=True)
class Rule:
    """
    Counts from 1 to threshold − 1 are not told; 0 turns the rule off.

    profile: 'suppress' hides cells, 'round' gives every count as a multiple of `base`.
    """

    threshold: int
    profile: str = "suppress"
    base: int = 5

    @property
    def rounds(self) -> bool:
        """Whether counts are published as multiples of the base."""
        return self.threshold > 0 and self.profile == "round"

    @classmethod
    def read(cls, path: Path) -> "Rule":
        """Raises: ParameterError with every fault of the file."""
        raw = read_settings(path, "the threshold, such as `threshold = 5`")
        if faults := list(_faults(raw)):
            raise ParameterError("\n".join(f"params/{path.name}: {fault}" for fault in faults))
        return cls(**raw)


def _faults(raw: dict) -> Iterator[str]:
    names = [field.name for field in fields(Rule)]
    for key in raw:
        if key not in names:
            yield f"unknown key '{key}'; it takes {', '.join(names)}.{nearest(key, names)}"
    threshold, profile, base = raw.get("threshold"), raw.get("profile", "suppress"), raw.get("base", 5)
    counted = _is_whole(threshold, 0)
    if not counted:
        yield "threshold must be a whole number, 0 (off) or more."
    if profile not in PROFILES:
        yield f"profile must be one of {', '.join(PROFILES)}.{nearest(str(profile), PROFILES)}"
    if not _is_whole(base, 2):
        yield "base must be a whole number, 2 or more."
    elif counted and profile == "round" and base < threshold:
        yield f"base must be the threshold ({threshold}) or more: a smaller one leaves a reader too close."


def _is_whole(number: object, least: int) -> bool:
    return type(number) is int and number >= least
