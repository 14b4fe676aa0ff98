"""The d of an SVG path in few characters: relative whole steps, so that rounding never adds up."""

from collections.abc import Iterable, Sequence

_NEAR = 1  # units by which a control point may be off when it is left to the reader to mirror

Point = tuple[int, int]
#: A command (M, L, Q, C or z) and the points it goes to, absolute and in whole units.
Step = tuple[str, Sequence[Point]]


def smaller(outline: Iterable[Step], decimals: int = 0) -> str:
    """A path as the same path in relative steps; `decimals` are those of a unit (hundredths: 2)."""
    pen = _Pen(decimals)
    for command, points in outline:
        pen.draw(command, points)
    return "".join(pen.steps)


class _Pen:
    """Writes one step after another from where the last one ended."""

    def __init__(self, decimals: int):
        self.steps: list[str] = []
        self._decimals = decimals
        self._at: Point = (0, 0)
        self._start: Point = (0, 0)
        self._control: Point | None = None

    def draw(self, command: str, points: Sequence[Point]) -> None:
        control = None
        if command == "z":
            self.steps.append("z")
            self._at = self._start
        elif command == "M":
            moved = "m" + self._joined(self._from_here(points)) if self.steps else "M" + self._joined(points)
            self.steps.append(moved)
            self._start = self._at = points[0]
        elif command == "Q":
            control = self._curve(*points)
        else:
            self._step(command, points)
        self._control = control

    def _step(self, command: str, points: Sequence[Point]) -> None:
        """A line, along an axis where it is, or a cubic curve."""
        (dx, dy), *_ = steps = self._from_here(points)
        if command == "L" and not dy:
            self.steps.append("h" + self._number(dx))
        elif command == "L" and not dx:
            self.steps.append("v" + self._number(dy))
        else:
            self.steps.append(command.lower() + self._joined(steps))
        self._at = points[-1]

    def _curve(self, control: Point, end: Point) -> Point:
        """A quadratic curve, without its control point where that mirrors the one before; the control point as read."""
        mirrored = self._control and (2 * self._at[0] - self._control[0], 2 * self._at[1] - self._control[1])
        if mirrored and all(abs(a - b) <= _NEAR for a, b in zip(mirrored, control, strict=True)):
            self.steps.append("t" + self._joined(self._from_here([end])))
            control = mirrored
        else:
            self.steps.append("q" + self._joined(self._from_here([control, end])))
        self._at = end
        return control

    def _from_here(self, points: Sequence[Point]) -> list[Point]:
        return [(x - self._at[0], y - self._at[1]) for x, y in points]

    def _joined(self, points: Sequence[Point]) -> str:
        """Numbers with a space between where a minus does not part them."""
        return " ".join(self._number(number) for point in points for number in point).replace(" -", "-")

    def _number(self, units: int) -> str:
        if not self._decimals:
            return str(units)
        text = f"{units / 10**self._decimals:.{self._decimals}f}".rstrip("0").rstrip(".")
        return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
