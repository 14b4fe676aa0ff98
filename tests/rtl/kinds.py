"""
The kinds of right-to-left check, and where each is held.

`markup`: the page as it is written; `paper`: the PDF; `chart`: the drawings; `page`: the page in a browser
(`tests/pages/test_rtl.py`). A kind is a sentence; every place it names has a check of that name, and no other.
"""

from collections.abc import Callable

MARKUP, PAPER, CHART, PAGE = "markup", "paper", "chart", "page"
KINDS: dict[str, tuple[str, ...]] = {
    # Letters.
    "letters join in their initial, medial and final forms": (PAPER, CHART, PAGE),
    "a letter that does not join forward leaves the next one free": (PAPER, CHART),
    "lam and alef are one shape": (PAPER, CHART, PAGE),
    "letters do not join across a half-space": (PAPER, CHART, PAGE),
    "a half-space has no width": (PAPER, CHART, PAGE),
    "a half-space is kept, and is no space": (MARKUP, PAPER),
    "no line breaks at a half-space": (PAPER, CHART, PAGE),
    "the hamza of an ezafe stands over its heh": (PAPER, CHART, PAGE),
    "the kasra of an ezafe stands under its letter": (PAPER, CHART, PAGE),
    "a tanwin stands over its alef": (PAPER, CHART, PAGE),
    "no letter is an Arabic yeh or kaf": (MARKUP, PAPER, CHART),
    # Brackets and quotation.
    "round brackets open towards the start of the line": (PAPER, CHART, PAGE),
    "square brackets stand around their mark": (PAPER, CHART, PAGE),
    "guillemets open towards the start of the line": (PAPER, CHART, PAGE),
    "a quotation within a quotation is closed first": (PAPER, PAGE),
    "brackets around a figure stay around it": (PAPER, PAGE),
    # Lines of two scripts.
    "a file name in a Persian sentence reads from the left": (PAPER, PAGE),
    "a command in a Persian sentence reads from the left": (PAPER, PAGE),
    "a sentence goes on at the left of a Latin word": (PAPER, PAGE),
    "a Persian name in an English page reads from the right": (MARKUP, PAGE),
    "Latin words say their language or stand as code": (MARKUP,),
    "an English page runs from the left": (MARKUP, PAPER, CHART, PAGE),
    # Figures.
    "the digits of a figure run from the left": (PAPER, CHART, PAGE),
    "digits are Persian in Persian and Latin in English": (MARKUP, PAPER, CHART),
    "a percent sign stands on the same side everywhere": (PAPER, CHART, PAGE),
    "a minus stands at the left of its figure": (PAPER, PAGE),
    "a plus stands at the left of its figure": (PAPER, PAGE),
    "thousands are separated low between their digits": (PAPER, CHART, PAGE),
    "a decimal separator stands between its digits": (PAPER, CHART, PAGE),
    "a signed percentage is isolated once": (MARKUP,),
    "two figures of a label do not swap": (CHART,),
    "a title with two figures keeps their order": (PAPER, PAGE),
    "two figures beside each other keep their order": (PAPER, PAGE),
    "a figure never breaks over two lines": (PAPER, CHART, PAGE),
    "figures of a column align by their place": (PAPER, PAGE),
    # Years and days.
    "the lower end of a range stands at the right": (PAPER, PAGE),
    "a day runs from the right: day, month, year": (PAPER, PAGE),
    "a year has no separator": (MARKUP,),
    "a year stands at the left of the name it follows": (CHART, PAPER),
    # Signs of punctuation.
    "a full stop ends its sentence at the left": (PAPER, PAGE),
    "a comma stands at the left of its word": (PAPER, CHART, PAGE),
    "a colon stands between a name and its figure": (PAPER, PAGE),
    "a semicolon is Persian and stands at the left of its word": (PAPER, PAGE),
    "a question mark is Persian and ends its heading at the left": (PAPER, PAGE),
    "a dash stands between what it parts": (PAPER, PAGE),
    "a middle dot stands between what it parts": (PAPER, CHART, PAGE),
    "no Latin comma, semicolon or question mark stands in Persian": (MARKUP, PAPER),
    "no line begins with a sign that ends": (PAPER, PAGE),
    "no line ends with a bracket that opens": (PAPER, PAGE),
    # Tables.
    "the first column stands at the right": (PAPER, PAGE),
    "columns keep their order from the right": (PAPER, PAGE),
    "a column's heading stands over its figures": (PAPER, PAGE),
    "the heading of a group stands at the right": (PAPER, PAGE),
    # The page as a whole.
    "a page says its direction and language": (MARKUP, PAPER),
    "headings stand at the right": (PAPER, PAGE),
    "each line of a paragraph begins at the right": (PAPER, PAGE),
    "a list has its markers at the right": (PAPER, PAGE),
    "a page number reads from the right": (PAPER,),
    "an alternative text has the direction of its page": (MARKUP,),
    "no control of direction reaches data": (MARKUP,),
    "isolates are closed where they were opened": (MARKUP,),
    "a long name stays within its column": (PAPER, CHART, PAGE),
    "copied text is in the order of reading": (PAPER,),
    # Charts.
    "every text of a chart reads from the right": (CHART,),
    "bars grow from the right": (CHART,),
    "names stand at the right of their bars": (CHART,),
    "the first part of a split bar stands at the right": (CHART,),
    "time runs from the right": (CHART,),
    "a scale of dots runs from the right": (CHART,),
    "clusters follow each other from the right": (CHART,),
    "a target's bar grows from the right": (CHART,),
    "a map is never mirrored": (CHART,),
    "a label in two lines begins with the upper": (CHART,),
    "a drawing does not turn with the text around it": (PAGE,),
}


class Checks(dict[str, Callable]):
    """The checks of a place by their kind; used as a decorator."""

    def __init__(self, place: str):
        super().__init__()
        self.place = place

    def __call__(self, kind: str) -> Callable:
        assert self.place in KINDS[kind], f"'{kind}' is not held on a {self.place}"
        assert kind not in self, f"'{kind}' is held twice on a {self.place}"

        def keep(check: Callable) -> Callable:
            self[kind] = check
            return check

        return keep
