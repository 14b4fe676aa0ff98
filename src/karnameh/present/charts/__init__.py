"""
The charts: plain data in, SVG text out, drawn in millimetres at paper size.

No chart knows a table, a word or a year. Labels come as they are to be read; a value of None is no number and
shows as a hatched stub with the text given ([م], [c], …); `lang` "fa" lets x run from the right; `alt` says what
the picture shows, and empty marks it as decoration. Call `use_fonts` once before the first chart.
"""

from karnameh.present.charts.bars import Bar, SplitRow, bars, split
from karnameh.present.charts.bullet import bullet
from karnameh.present.charts.journey import Group, dot_unit, journey
from karnameh.present.charts.lettering import use_fonts
from karnameh.present.charts.lines import Course, course, spark
from karnameh.present.charts.strips import Strip, StripRow, strips
from karnameh.present.charts.tiles import Tile, locator, tiles

__all__ = [
    "Bar",
    "Course",
    "Group",
    "SplitRow",
    "Strip",
    "StripRow",
    "Tile",
    "bars",
    "bullet",
    "course",
    "dot_unit",
    "journey",
    "locator",
    "spark",
    "split",
    "strips",
    "tiles",
    "use_fonts",
]
