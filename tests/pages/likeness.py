"""How far two pictures are apart, and a picture of where."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter


@dataclass(frozen=True)
class Tolerance:
    """
    How far a picture may be from the one that is kept.

    mean: levels (of 255) that a pixel is off on average. share: of pixels that are off by more than `levels` after a
    blur of so many pixels, in which letters drawn a hair thicker or further along are no difference.
    """

    mean: float
    share: float
    levels: int
    blur: float


#: The same program draws the same page to the same pixels: PDFium from its pinned wheel always, Chromium of one
#: version. What is allowed is the rounding of another processor. One wrong digit in a table is five times as much.
SAME = Tolerance(mean=0.01, share=0.000005, levels=16, blur=0)
#: Another Chromium draws the edges of letters anew, which looks like a page moved by a quarter of a pixel. What is still
#: caught: a panel moved by six pixels, panels that changed places, a page of another height.
OTHER = Tolerance(mean=3.5, share=0.0002, levels=40, blur=1.2)


@dataclass(frozen=True)
class Difference:
    """Levels off on average, and the share of pixels that are clearly off; sizes as (width, height)."""

    mean: float
    share: float
    kept: tuple[int, int]
    new: tuple[int, int]

    def within(self, tolerance: Tolerance) -> bool:
        return self.kept == self.new and self.mean <= tolerance.mean and self.share <= tolerance.share

    def __str__(self) -> str:
        if self.kept != self.new:
            return f"it was {_size(self.kept)} pixels and is {_size(self.new)}"
        return f"pixels are off by {self.mean:.2f} levels on average, and {self.share:.3%} of them clearly"


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]} × {size[1]}"


def difference(kept: Image.Image, new: Image.Image, tolerance: Tolerance) -> Difference:
    """How far two pictures are apart; of two sizes, over what they share."""
    off, clearly = _off(kept, new, 0), _off(kept, new, tolerance.blur)
    return Difference(float(off.mean()), float((clearly > tolerance.levels).mean()), kept.size, new.size)


def _off(kept: Image.Image, new: Image.Image, blur: float) -> np.ndarray:
    """By how many levels each pixel is off, in the channel where it is off most."""
    width, height = (min(sides) for sides in zip(kept.size, new.size, strict=True))
    one, other = (
        np.asarray(
            picture.convert("RGB").filter(ImageFilter.GaussianBlur(blur)).crop((0, 0, width, height)), int
        )
        for picture in (kept, new)
    )
    return np.abs(one - other).max(axis=2)


def side_by_side(kept: Image.Image, new: Image.Image) -> Image.Image:
    """What was kept, what is now, and the new one pale with red where they differ."""
    off = _off(kept, new, 0)
    pale = np.asarray(new.convert("L").convert("RGB"), float)[: off.shape[0], : off.shape[1]] * 0.4 + 153
    strength = np.clip(off / 48, 0, 1)[..., None]
    marked = Image.fromarray((pale * (1 - strength) + np.array([215, 0, 0]) * strength).astype("uint8"))
    parts = [kept.convert("RGB"), new.convert("RGB"), marked]
    sheet = Image.new(
        "RGB", (sum(part.width for part in parts) + 20, max(part.height for part in parts)), "white"
    )
    left = 0
    for part in parts:
        sheet.paste(part, (left, 0))
        left += part.width + 10
    return sheet
