"""The design's colours: for the charts of a brief, and for what an analyst draws beside them."""

from functools import cache
from importlib.resources import files

import yaml

#: In the order in which seaborn gives them to groups.
_PALETTE = ("main", "accent", "mid", "ctx", "amber", "ink2")


@cache
def colours() -> dict[str, str]:
    """The light colours of the design by token name, as `#rrggbb`."""
    text = (files("karnameh") / "render" / "templates" / "tokens.yml").read_text(encoding="utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["tokens"]["light"]


def use_theme(family: str) -> None:
    """Let seaborn and matplotlib draw in the design's colours and a family of type."""
    import seaborn as sns  # takes a third of a second, which who draws nothing shall not wait

    light = colours()
    lines = {
        "text.color": light["ink"],
        "axes.labelcolor": light["ink"],
        "axes.edgecolor": light["rule"],
        "xtick.color": light["ink2"],
        "ytick.color": light["ink2"],
        "grid.color": light["ctx2"],
    }
    sns.set_theme(style="whitegrid", palette=[light[token] for token in _PALETTE], font=family, rc=lines)
