"""The rules of a font, its tables GSUB and GPOS: read through, and added to."""

from collections.abc import Iterator

from fontTools.ttLib.tables import otTables

SINGLE, MULTIPLE, LIGATURE, CONTEXT, CHAIN = 1, 2, 4, 5, 6
PAIRS, ON_BASE, ON_LIGATURE, ON_MARK = 2, 4, 5, 6


def first_rule(gsub, lookup: otTables.Lookup) -> None:
    """Add a rule that `ccmp` runs before its others: rules run in the order of their numbers."""
    for record in _calls_of(gsub):
        record.LookupListIndex += 1
    for feature in gsub.FeatureList.FeatureRecord:
        indices = [index + 1 for index in feature.Feature.LookupListIndex]
        feature.Feature.LookupListIndex = ([0] if feature.FeatureTag == "ccmp" else []) + indices
        feature.Feature.LookupCount = len(feature.Feature.LookupListIndex)
    gsub.LookupList.Lookup.insert(0, lookup)
    gsub.LookupList.LookupCount = len(gsub.LookupList.Lookup)


def new_rule(kind: int, table, **content) -> otTables.Lookup:
    lookup = otTables.Lookup()
    vars(table).update(content)
    lookup.LookupType, lookup.LookupFlag, lookup.SubTable, lookup.SubTableCount = kind, 0, [table], 1
    return lookup


def lookups_of(gsub, feature: str) -> list[otTables.Lookup]:
    """The rules that a feature runs, each once."""
    called = {
        index: None
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == feature
        for index in record.Feature.LookupListIndex
    }
    return [gsub.LookupList.Lookup[index] for index in called]


def subtables(table, kind: int) -> Iterator:
    """The subtables of one kind of rule, in order."""
    for lookup in table.LookupList.Lookup:
        yield from (held for held in tables_of(lookup) if held.LookupType == kind)


def tables_of(lookup) -> Iterator:
    """The subtables of a rule, out of the wrapping of long fonts."""
    return (getattr(subtable, "ExtSubTable", subtable) for subtable in lookup.SubTable)


def attachment(table, kind: int) -> tuple[dict, dict]:
    """Of an attachment: the record of each mark, the anchors of each base."""
    if kind == ON_BASE:
        anchors = (record.BaseAnchor for record in table.BaseArray.BaseRecord)
        return (
            dict(zip(table.MarkCoverage.glyphs, table.MarkArray.MarkRecord, strict=True)),
            dict(zip(table.BaseCoverage.glyphs, anchors, strict=True)),
        )
    anchors = (record.Mark2Anchor for record in table.Mark2Array.Mark2Record)
    return (
        dict(zip(table.Mark1Coverage.glyphs, table.Mark1Array.MarkRecord, strict=True)),
        dict(zip(table.Mark2Coverage.glyphs, anchors, strict=True)),
    )


def coverages(table) -> Iterator:
    """Every set of glyphs that a rule about neighbours names."""
    for name in ("BacktrackCoverage", "InputCoverage", "LookAheadCoverage"):
        yield from getattr(table, name, None) or []
    coverage = getattr(table, "Coverage", None) or []
    yield from coverage if isinstance(coverage, list) else [coverage]


def _calls_of(gsub) -> Iterator:
    """Every place in which a rule calls another by its number."""
    for kind in (CONTEXT, CHAIN):
        for table in subtables(gsub, kind):
            yield from _calls(table)


def _calls(table) -> Iterator:
    for name in (
        "SubstLookupRecord",
        "ChainSubClassSet",
        "ChainSubRuleSet",
        "SubRuleSet",
        "ChainSubRule",
        "SubRule",
    ):
        for item in getattr(table, name, None) or []:
            if name == "SubstLookupRecord":
                yield item
            elif item is not None:
                yield from _calls(item)
