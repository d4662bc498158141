"""The pictures of a campaign."""

from __future__ import annotations

import os
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from evacopt.bench.results_file import Results
from evacopt.errors import UsageError
from evacopt.files.atomic import write_whole

INSTALL = "pip install 'evacopt[bench]'"


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def pictures(results: Results, folder: str | os.PathLike[str]) -> list[Path]:
    """Draw what the results say into `folder`, each picture as SVG and PNG, in place of those that are there.

    The profile of jobs solved over time, the gap of the first goal over time, and, where there are instances
    of several sizes, the growth of time and memory.

    Raises
    ------
    UsageError
        If matplotlib is not installed.
    """
    if not can_draw():
        raise UsageError(f"pictures need matplotlib: {INSTALL}")
    from evacopt.bench.picture_gap import gap_picture
    from evacopt.bench.picture_growth import growth_picture
    from evacopt.bench.picture_profile import profile_picture
    from evacopt.bench.picture_style import styled

    place = Path(folder)
    makers = {"profile": profile_picture, "gap": gap_picture, "growth": growth_picture}
    written = []
    for name, make in makers.items():
        with styled():
            figure = make(results)
            for ending in ("svg", "png") if figure is not None else ():
                path = place / f"{results.header.campaign}.{name}.{ending}"
                metadata = {"Date": None} if ending == "svg" else None
                fill = partial(figure.savefig, format=ending, metadata=metadata)
                write_whole(path, fill, force=True)
                written.append(path)
    return written
