"""How pictures look, and who has which colour."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import Any

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#5a5a5a", "#8c564b")
"""Told apart by the colour-blind (Okabe and Ito, 2008), without the yellow, which is faint on white."""
DASHES = ("-", "--", ":", "-.")
LEAST_WIDTH = 7.5
"""Inches, so that a legend fits under one panel."""
FEW_DECADES = 2.5
"""Below so many decades 2 and 5 are written beside 1."""
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")


@contextmanager
def styled() -> Iterator[None]:
    """Draw without a screen, in this style."""
    import matplotlib as mpl

    with as_file(files("evacopt.bench").joinpath("data", "pictures.mplstyle")) as file:
        style = mpl.rc_params_from_file(file, use_default_template=False)
    with mpl.rc_context(style):
        yield


def panels(count: int, *, title: str, wide: float = 4.6, high: float = 3.4) -> tuple[Any, list[Any]]:
    """A figure of `count` panels, at most three in a row."""
    from matplotlib.figure import Figure

    columns = min(count, 3)
    wide = max(wide, LEAST_WIDTH / columns)
    rows = -(-count // columns)
    figure = Figure(figsize=(wide * columns + 0.6, high * rows + 0.6), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).ravel().tolist()
    for unused in axes[count:]:
        unused.set_visible(False)
    figure.suptitle(title, x=0.01, ha="left")
    return figure, axes[:count]


def log_axis(axis: Any, *, least: float = 1.0) -> None:
    """Logarithms and plain numbers on `axis.xaxis` or `axis.yaxis`, its ends `least` times apart or more."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    is_x = axis.axis_name == "x"
    (axis.axes.set_xscale if is_x else axis.axes.set_yscale)("log")
    low, high = axis.get_view_interval()
    stretch = max(1.0, math.sqrt(least * low / high))
    (axis.axes.set_xlim if is_x else axis.axes.set_ylim)(low / stretch, high * stretch)
    decades = math.log10(high / low * stretch**2)
    axis.set_major_locator(LogLocator(subs=(1, 2, 5) if decades < FEW_DECADES else (1,), numticks=20))
    axis.set_major_formatter(FuncFormatter(lambda value, place: f"{value:,.12g}"))
    axis.set_minor_formatter(NullFormatter())


def looks(names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Colour and dashes of each name: the same in every panel."""
    return {
        name: {
            "color": COLOURS[place % len(COLOURS)],
            "linestyle": DASHES[place // len(COLOURS) % len(DASHES)],
        }
        for place, name in enumerate(names)
    }


def legend_below(figure: Any, axes: Sequence[Any], *, columns: int = 4) -> None:
    """One legend for all panels, under them."""
    entries: dict[str, Any] = {}
    for axis in axes:
        for handle, label in zip(*axis.get_legend_handles_labels(), strict=True):
            entries.setdefault(label, handle)
    if entries:
        count = min(columns, len(entries))
        figure.legend(entries.values(), entries.keys(), loc="outside lower left", ncols=count)
