"""
Disclosure control: nobody can be identified by what is published together.

`protect` is the one place through which figures reach the publication. In order: which cells tell of few
(`primary`); what ties figures to one another (`unknowns`) and what earlier releases still tell (`memory`); what
else is hidden so that none can be worked back (`hiding` by `suppression`, over `blocks` of `moves`) or, in the
other profile, counts as multiples of a base (`counts` by `rounding`); the table (`table`). Source of the rule:
docs/disclosure.md.
"""

from karnameh.disclosure.releases import is_rounded
from karnameh.disclosure.rule import Rule
from karnameh.disclosure.table import Protected, lacking, protect

__all__ = ["Protected", "Rule", "is_rounded", "lacking", "protect"]
