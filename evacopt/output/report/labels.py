"""Where to write the names of places so that none covers another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LETTER = 0.6
"""Width of a letter for a height of 1, on the safe side for the fonts of browsers."""

_GAP = 6.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, width: float, height: float) -> bool:
        """Whether it lies inside a picture."""
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


@dataclass(frozen=True, slots=True)
class Label:
    """A text with its beginning (`anchor` start), middle or end at `x`, its foot at `y`."""

    text: str
    x: float
    y: float
    anchor: str


def place_labels(
    points: Sequence[tuple[str, float, float]], *, width: float, height: float, size: float
) -> tuple[list[Label], list[str]]:
    """A label at each point, the first ones placed first; texts of letters `size` high.

    Returns
    -------
    labels, left_out
        No label meets another or the dot of a place; what found no room is in `left_out`.
    """
    dots = [Box(x - 3, y - 3, x + 3, y + 3) for _, x, y in points]
    taken: list[Box] = []
    labels: list[Label] = []
    left_out: list[str] = []
    for number, (text, x, y) in enumerate(points):
        others = dots[:number] + dots[number + 1 :] + taken
        for label, box in _candidates(text, x, y, size):
            if box.within(width, height) and not any(box.meets(other) for other in others):
                labels.append(label)
                taken.append(box)
                break
        else:
            left_out.append(text)
    return labels, left_out


def _candidates(text: str, x: float, y: float, size: float) -> Iterator[tuple[Label, Box]]:
    """Right, left, above, below, then the corners, then further away."""
    wide = len(text) * size * _LETTER
    for far in (_GAP, 2.2 * _GAP):
        for right, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
            middle = y + down * (far + size / 2)
            at = x + right * far
            anchor = ("middle", "start", "end")[right]
            left = at - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            box = Box(left, middle - size / 2, left + wide, middle + size / 2)
            yield Label(text, round(at, 1), round(middle + 0.35 * size, 1), anchor), box
