"""
Two letters that a font draws as one (لا in Vazirmatn) are two glyphs again, and look the same.

A PDF holds such a drawing as one glyph that stands for both letters, and readers copy them in the wrong order
(«اختالف»). Here the first letter takes the whole drawing, beside the second; the second becomes a glyph without ink or
width at the far end, where marks on it find their place («قبلاً»).
"""

from fontTools.otlLib.builder import buildCoverage
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

from karnameh.render.rules import (
    CHAIN,
    LIGATURE,
    ON_BASE,
    ON_LIGATURE,
    SINGLE,
    lookups_of,
    new_rule,
    subtables,
    tables_of,
)


def part(font: TTFont) -> None:
    """Part every pair of letters that must be drawn as one."""
    for lookup in lookups_of(font["GSUB"].table, "rlig"):
        pairs = _pairs(lookup)
        if pairs:
            _part(font, lookup, pairs)


def _pairs(lookup) -> dict[str, dict[str, str]]:
    """Second letter → first letter → the glyph of both; empty for a rule that speaks of anything else."""
    pairs: dict[str, dict[str, str]] = {}
    for table in tables_of(lookup):
        if table.LookupType != LIGATURE:
            return {}
        for first, ligatures in table.ligatures.items():
            for ligature in ligatures:
                if len(ligature.Component) != 1:
                    return {}
                pairs.setdefault(ligature.Component[0], {})[first] = ligature.LigGlyph
    return pairs


def _part(font: TTFont, lookup, pairs: dict[str, dict[str, str]]) -> None:
    """Write the rule anew: in a pair, each letter is put in by a rule of its own."""
    ends = {second: _end(font, second) for second in pairs}
    for second, firsts in pairs.items():
        for both in firsts.values():
            _carry(font, both, ends[second])
    rules, glyphs = font["GSUB"].table.LookupList, font.getReverseGlyphMap()
    numbers = range(len(rules.Lookup), len(rules.Lookup) + len(pairs) + 1)
    rules.Lookup += [
        new_rule(SINGLE, otTables.SingleSubst(), mapping=mapping) for mapping in (*pairs.values(), ends)
    ]
    rules.LookupCount = len(rules.Lookup)
    lookup.LookupType, lookup.SubTableCount = CHAIN, len(pairs)
    lookup.SubTable = [
        _in_a_pair([*firsts], second, (number, numbers[-1]), glyphs)
        for number, (second, firsts) in zip(numbers, pairs.items(), strict=False)
    ]


def _in_a_pair(firsts: list[str], second: str, rules: tuple[int, int], glyphs: dict[str, int]):
    """Where a first letter stands before the second, one rule for each of the two."""
    table = otTables.ChainContextSubst()
    table.Format = 3
    table.BacktrackCoverage, table.LookAheadCoverage = [], []
    table.InputCoverage = [buildCoverage(firsts, glyphs), buildCoverage([second], glyphs)]
    table.SubstLookupRecord = []
    for place, rule in enumerate(rules):
        record = otTables.SubstLookupRecord()
        record.SequenceIndex, record.LookupListIndex = place, rule
        table.SubstLookupRecord.append(record)
    table.BacktrackGlyphCount, table.InputGlyphCount, table.LookAheadGlyphCount = 0, 2, 0
    table.SubstCount = len(rules)
    return table


def _end(font: TTFont, second: str) -> str:
    """The glyph that is left of the second letter."""
    name = f"{second}.end"
    font["glyf"][name] = TTGlyphPen(None).glyph()
    font["hmtx"][name] = (0, 0)
    font.setGlyphOrder(list(font["glyf"].glyphOrder))
    return name


def _carry(font: TTFont, both: str, end: str) -> None:
    """Marks that were placed on a part of the ligature are placed on the glyph that now stands for the part."""
    classes, gpos = font["GDEF"].table.GlyphClassDef.classDefs, font["GPOS"].table
    parts = {}
    for table in subtables(gpos, ON_LIGATURE):
        found = dict(zip(table.LigatureCoverage.glyphs, table.LigatureArray.LigatureAttach, strict=True))
        if both in found:
            first, *_, last = found.pop(both).ComponentRecord
            for mark, record in zip(table.MarkCoverage.glyphs, table.MarkArray.MarkRecord, strict=True):
                for name, part in ((both, first), (end, last)):
                    parts.setdefault(name, {})[mark] = part.LigatureAnchor[record.Class]
            table.LigatureCoverage.glyphs = list(found)
            table.LigatureArray.LigatureAttach = list(found.values())
            table.LigatureArray.LigatureCount = len(found)
    for name, anchors in parts.items():
        classes[name] = 1
        for table in subtables(gpos, ON_BASE):
            _add_base(font, table, name, anchors)


def _add_base(font: TTFont, table, name: str, anchors: dict) -> None:
    """Let a glyph carry the marks that a table places, each where `anchors` says."""
    record = otTables.BaseRecord()
    record.BaseAnchor = [None] * table.ClassCount
    for mark, placed in zip(table.MarkCoverage.glyphs, table.MarkArray.MarkRecord, strict=True):
        record.BaseAnchor[placed.Class] = record.BaseAnchor[placed.Class] or anchors.get(mark)
    bases = dict(zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord, strict=True)) | {name: record}
    table.BaseCoverage = buildCoverage(bases, font.getReverseGlyphMap())
    table.BaseArray.BaseRecord = [bases[glyph] for glyph in table.BaseCoverage.glyphs]
    table.BaseArray.BaseCount = len(bases)
