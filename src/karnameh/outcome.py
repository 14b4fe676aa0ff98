"""What came of a build, and how it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from karnameh.errors import KarnamehError


@dataclass
class Outcome:
    """What a build made, and what failed."""

    made: int = 0
    fresh: int = 0
    failures: list[tuple[str, KarnamehError]] = field(default_factory=list)


def summary(outcome: Outcome) -> str:
    """One line of what was made, then each failure."""
    lines = [f"briefs made: {outcome.made}; fresh already: {outcome.fresh}; failed: {len(outcome.failures)}"]
    lines += [f"failed: {name}\n  {type(error).__name__}: {error}" for name, error in outcome.failures]
    return "\n".join(lines)


def facts(outcome: Outcome) -> dict[str, object]:
    """The same for machines."""
    failures = [
        {"brief": name, "error": type(error).__name__, "text": str(error)} for name, error in outcome.failures
    ]
    return {"made": outcome.made, "fresh": outcome.fresh, "failures": failures}


def profile(seconds: Mapping[str, float]) -> str:
    """Where the time went, a stage a line."""
    return "\n".join(f"{stage:<24}{taken:8.2f} s" for stage, taken in seconds.items())
