"""
Letters in one piece: a letter that a font draws as a stem and dots becomes one glyph.

Noto takes a letter apart (ب: a toothed stem, and a dot placed on it). The page looks right, but in a PDF each
part claims the letter, so a reader who copies or searches finds it twice («کارننامه»). Here the parts are put
together beforehand; wherever the font's rules speak of the stem, they then speak of the whole letter too.
"""

from collections.abc import Iterable

from fontTools.otlLib.builder import buildAnchor, buildCoverage
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

from karnameh.render.rules import (
    CHAIN,
    CONTEXT,
    LIGATURE,
    MULTIPLE,
    ON_BASE,
    ON_MARK,
    PAIRS,
    SINGLE,
    attachment,
    coverages,
    first_rule,
    lookups_of,
    new_rule,
    subtables,
    tables_of,
)

#: Letter and mark written as two characters that stand as one: گزارشِ، کارنامهٔ، قبلاً.
HAMZA, KASRA, TANWIN = "\u0654", "\u0650", "\u064b"
LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويپچژکگۀی"


def compose(font: TTFont) -> None:
    """Put every letter of the font together, and those that carry an ezafe, a hamza or a tanwin."""
    Composer(font).run()


class Composer:
    """The work on one font of fixed weight. `made` maps a whole glyph to the stem and mark it is made of."""

    def __init__(self, font: TTFont):
        self.font, self.cmap = font, font.getBestCmap()
        self.gsub, self.gpos = font["GSUB"].table, font["GPOS"].table
        self.attachments = {
            kind: [attachment(table, kind) for table in subtables(self.gpos, kind)]
            for kind in (ON_BASE, ON_MARK)
        }
        self.made: dict[str, tuple[str, str]] = {}

    def run(self) -> None:
        self._compose_letters()
        self._compose_pairs()
        self._extend_substitutions()
        self.font.setGlyphOrder(list(self.font["glyf"].glyphOrder))
        self._extend_contexts()
        self._extend_positions()

    # Making glyphs.

    def whole(self, stem: str, mark: str, name: str | None = None) -> str | None:
        """The glyph of a stem with its mark; None where the font has no place for that mark."""
        if name is None:
            name = f"{stem}_{mark}"
        if name in self.made:
            return name
        offset = self._offset(stem, mark)
        if offset is None:
            return None
        pen = TTGlyphPen(self.font["glyf"].glyphs)
        pen.addComponent(stem, (1, 0, 0, 1, 0, 0))
        pen.addComponent(mark, (1, 0, 0, 1, *offset))
        self.font["glyf"][name] = pen.glyph()
        self.font["glyf"][name].recalcBounds(self.font["glyf"])
        self.font["hmtx"][name] = self.font["hmtx"][stem][0], self.font["glyf"][name].xMin
        self.font["GDEF"].table.GlyphClassDef.classDefs[name] = 1
        self.made[name] = (stem, mark)
        return name

    def _offset(self, stem: str, mark: str) -> tuple[int, int] | None:
        """How far a mark is moved to sit on a stem, or on the dots that the stem carries already."""
        if stem in self.made:
            below, dots = self.made[stem]
            on_dots = self._attached(dots, mark, ON_MARK)
            if on_dots:
                start = self._offset(below, dots)
                return start[0] + on_dots[0], start[1] + on_dots[1]
            return self._offset(below, mark)
        return self._attached(stem, mark, ON_BASE)

    def _attached(self, base: str, mark: str, kind: int) -> tuple[int, int] | None:
        for marks, bases in self.attachments[kind]:
            if mark in marks and base in bases and (anchor := bases[base][marks[mark].Class]):
                at = marks[mark].MarkAnchor
                return anchor.XCoordinate - at.XCoordinate, anchor.YCoordinate - at.YCoordinate
        return None

    # Letters of one character.

    def _compose_letters(self) -> None:
        """Where a rule turns a letter into stem and mark, let the letter stay, or give the whole joined form."""
        wanted = {self.cmap[ord(letter)] for letter in LETTERS if ord(letter) in self.cmap}
        unjoined = [id(lookup) for lookup in lookups_of(self.gsub, "ccmp")]
        for lookup in self.gsub.LookupList.Lookup:
            for mapping in (table.mapping for table in tables_of(lookup) if table.LookupType == MULTIPLE):
                for glyph in sorted(wanted & set(mapping)):
                    self._compose_letter(mapping, glyph, id(lookup) in unjoined)

    def _compose_letter(self, mapping: dict, glyph: str, unjoined: bool) -> None:
        parts = mapping[glyph]
        if len(parts) != 2:
            return
        whole = self.whole(*parts, name=glyph if unjoined else None)
        if whole and unjoined:
            del mapping[glyph]
        elif whole:
            mapping[glyph] = [whole]

    # Letters of two characters.

    def _compose_pairs(self) -> None:
        """A letter and its mark as one ligature: the first thing the font does with them."""
        pairs = [("ه", HAMZA), ("ا", TANWIN), *((letter, KASRA) for letter in LETTERS)]
        ligatures = {}
        for letter, mark in pairs:
            first, second = self.cmap.get(ord(letter)), self.cmap.get(ord(mark))
            if first and second and (whole := self.whole(first, second)):
                ligature = otTables.Ligature()
                ligature.LigGlyph, ligature.Component, ligature.CompCount = whole, [second], 2
                ligatures.setdefault(first, []).append(ligature)
        first_rule(self.gsub, new_rule(LIGATURE, otTables.LigatureSubst(), ligatures=ligatures))

    # The font's rules.

    def _extend_substitutions(self) -> None:
        """What happens to a stem happens to the whole letter, until nothing new comes of it."""
        dots, known = self._joined_dots(), set()
        while fresh := [name for name in self.made if name not in known]:
            known |= set(fresh)
            for table in (*subtables(self.gsub, SINGLE), *subtables(self.gsub, MULTIPLE)):
                for name in fresh:
                    self._follow(table.mapping, name, dots.get(id(table.mapping), {}))

    def _joined_dots(self) -> dict[int, dict[str, str]]:
        """Dots that sit elsewhere once a letter is joined (ج: from its belly to below), by the rule that joins."""
        classes, dots = self.font["GDEF"].table.GlyphClassDef.classDefs, {}
        for tag in ("init", "medi", "fina"):
            tables = [table for lookup in lookups_of(self.gsub, tag) for table in tables_of(lookup)]
            moved = {
                glyph: becomes
                for table in tables
                if table.LookupType == SINGLE
                for glyph, becomes in table.mapping.items()
                if classes.get(glyph) == 3
            }
            dots |= {id(table.mapping): moved for table in tables if table.LookupType in (SINGLE, MULTIPLE)}
        return dots

    def _follow(self, mapping: dict, name: str, dots: dict[str, str]) -> None:
        stem, mark = self.made[name]
        mark = dots.get(mark, mark)
        becomes = mapping.get(stem)
        if becomes is None or name in mapping:
            return
        if isinstance(becomes, str):
            if whole := self.whole(becomes, mark):
                mapping[name] = whole
        elif len(becomes) == 1 and (whole := self.whole(becomes[0], mark)):
            mapping[name] = [whole]

    def _extend_contexts(self) -> None:
        """Rules that look at neighbours take a whole letter for its stem."""
        for kind in (CONTEXT, CHAIN):
            for table in subtables(self.gsub, kind):
                if table.Format == 3:
                    for coverage in coverages(table):
                        coverage.glyphs += self._companions(coverage.glyphs)
                        coverage.glyphs.sort(key=self.font.getGlyphID)

    def _companions(self, glyphs: Iterable[str]) -> list[str]:
        """Whole letters whose stem is among the glyphs, directly or below other dots."""
        among = set(glyphs)
        return [name for name in self.made if name not in among and self.stem(name) in among]

    def stem(self, name: str) -> str:
        """The bare stem of a whole letter."""
        while name in self.made:
            name = self.made[name][0]
        return name

    def _extend_positions(self) -> None:
        """Whole letters keep the distances of their stems, and carry further marks."""
        for table in subtables(self.gpos, PAIRS):
            self._extend_pairs(table)
        for table in subtables(self.gpos, ON_BASE):
            self._extend_anchors(table)

    def _extend_pairs(self, table) -> None:
        first = table.Coverage.glyphs
        more = self._companions(first)
        if table.Format == 1:
            sets = dict(zip(first, table.PairSet, strict=True)) | {
                n: table.PairSet[first.index(self.stem(n))] for n in more
            }
            table.Coverage = buildCoverage(sets, self.font.getReverseGlyphMap())
            table.PairSet = [sets[glyph] for glyph in table.Coverage.glyphs]
            table.PairSetCount = len(table.PairSet)
            return
        for classes in (table.ClassDef1.classDefs, table.ClassDef2.classDefs):
            classes |= {name: classes[self.stem(name)] for name in self.made if self.stem(name) in classes}
        table.Coverage = buildCoverage({*first, *more}, self.font.getReverseGlyphMap())

    def _extend_anchors(self, table) -> None:
        bases = table.BaseCoverage.glyphs
        records = dict(zip(bases, table.BaseArray.BaseRecord, strict=True))
        for name in self._companions(bases):
            records[name] = self._anchors(table, name, records[self.stem(name)])
        table.BaseCoverage = buildCoverage(records, self.font.getReverseGlyphMap())
        table.BaseArray.BaseRecord = [records[glyph] for glyph in table.BaseCoverage.glyphs]
        table.BaseArray.BaseCount = len(records)

    def _anchors(self, table, name: str, of_stem) -> otTables.BaseRecord:
        """Where each kind of mark sits: as on the stem, but clear of the dots."""
        record = otTables.BaseRecord()
        record.BaseAnchor = list(of_stem.BaseAnchor)
        for mark, placed in zip(table.MarkCoverage.glyphs, table.MarkArray.MarkRecord, strict=True):
            if of_stem.BaseAnchor[placed.Class] and (offset := self._offset(name, mark)):
                at = placed.MarkAnchor
                record.BaseAnchor[placed.Class] = buildAnchor(
                    offset[0] + at.XCoordinate, offset[1] + at.YCoordinate
                )
        return record


def keep_half_spaces(font: TTFont) -> None:
    """
    Make a half-space a glyph of its own without width.

    Shapers drop the character once the letters are joined, and a PDF then gives it to the wrong side of the next
    letter; a glyph that a rule of the font has put there is kept, and copied text has its half-spaces in place.
    """
    plain, kept = font.getBestCmap()[0x200C], "halfspace"
    font["glyf"][kept] = TTGlyphPen(None).glyph()
    font["hmtx"][kept] = (0, 0)
    font.setGlyphOrder(list(font["glyf"].glyphOrder))
    first_rule(font["GSUB"].table, new_rule(SINGLE, otTables.SingleSubst(), mapping={plain: kept}))
