"""The look of every page, as one stylesheet that all share: the tokens as CSS variables, then the rules."""

import re

import yaml

from karnameh.render.engine import TEMPLATES

#: In the order in which a page reads them.
_SHEETS = ("brief.css", "index.css")
_COMMENT, _AROUND, _SPACE = re.compile(r"/\*.*?\*/", re.S), re.compile(r"\s*([{};,])\s*"), re.compile(r"\s+")


def stylesheet(*sheets: str) -> bytes:
    """`assets/brief.css`, or some sheets: fonts, colours by the reader's scheme, rules; no needless white space."""
    tokens = yaml.safe_load((TEMPLATES / "tokens.yml").read_text(encoding="utf-8"))["tokens"]
    rules = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in sheets or _SHEETS)
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_variables(tokens['dark'])} }} }}"
    return _minified(f":root {{ {_variables(tokens['light'])} }} {dark} {rules}").encode()


def _variables(colours: dict[str, str]) -> str:
    return "; ".join(f"--{name}: {colour}" for name, colour in colours.items())


def _minified(css: str) -> str:
    return _SPACE.sub(" ", _AROUND.sub(r"\1", _COMMENT.sub("", css))).strip()
