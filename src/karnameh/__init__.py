"""Karnameh: an office's registers → published briefs. What notebooks may ask for stands in `__all__`."""

from importlib import import_module

__version__ = "0.1.0"
__all__ = ["INDICATORS", "open_brief", "open_registers"]
_HOMES = {
    "INDICATORS": "karnameh.indicators.catalogue",
    "open_brief": "karnameh.brief",
    "open_registers": "karnameh.office",
}


def __getattr__(name: str):
    """Heavy modules are imported when a name is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'karnameh' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
