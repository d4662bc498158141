"""Pictures: which are drawn, and what they show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evacopt.bench import drawing as draw
from evacopt.bench import pictures
from evacopt.bench.drawing import can_draw, gap_picture, growth_picture, profile_picture
from evacopt.bench.picture_style import log_axis, styled
from evacopt.bench.ratio_picture import ratio_picture
from evacopt.bench.record import Seen
from evacopt.errors import UsageError
from tests.bench.records import job, record, results

SIZES = results(
    *(
        record(
            job(f"i{people}", people=people, backend=backend, time_limit=1e4),
            people=people,
            wall=people**power,
            started=0.0,
            trace=(Seen(people**power / 2, "unserved[1]", 10),),
            sha256=str(people),
        )
        for people in (100, 1_000, 10_000)
        for backend, power in (("slow", 1.0), ("fast", 0.5))
    )
)


def _labels(axis: Any) -> set[str]:
    return set(axis.get_legend_handles_labels()[1])


def test_each_picture_as_svg_and_png(tmp_path: Path) -> None:
    """Four pictures."""
    written = pictures(SIZES, tmp_path)
    assert [path.name for path in written] == [
        f"made-up.{name}.{ending}"
        for name in ("profile", "ratios", "gap", "growth")
        for ending in ("svg", "png")
    ]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written if path.suffix == ".png")


def test_the_same_results_give_the_same_svg(tmp_path: Path) -> None:
    """Byte for byte, in place of the one before: a picture in git changes only with its results."""
    only = results(record(job("a")))
    first = [path.read_bytes() for path in pictures(only, tmp_path) if path.suffix == ".svg"]
    assert [path.read_bytes() for path in pictures(only, tmp_path) if path.suffix == ".svg"] == first


def test_the_fitted_exponent_is_in_the_legend() -> None:
    """The one that the table has."""
    with styled():
        figure = growth_picture(SIZES)
        assert _labels(figure.axes[0]) == {"slow: people^1.00 ± 0.00", "fast: people^0.50 ± 0.00"}


def test_large_numbers_are_written_out() -> None:
    """A million is 1,000,000 on an axis of logarithms, a third of a second 0.3."""
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    axes.plot([1_000, 10_000_000], [0.1, 50.0])
    for axis in (axes.xaxis, axes.yaxis):
        log_axis(axis)
    tell = [axis.get_major_formatter() for axis in (axes.xaxis, axes.yaxis)]
    assert [tell[0](value, 0) for value in (1_000, 1e6, 1e7)] == ["1,000", "1,000,000", "10,000,000"]
    assert [tell[1](value, 0) for value in (0.1, 0.3, 20.0)] == ["0.1", "0.3", "20"]


def test_the_profile_has_a_panel_for_each_set() -> None:
    """And a line for each solver, also one that solved nothing."""
    failed = record(job("f", backend="never"), status="failed", sha256="f")
    with styled():
        figure = profile_picture(results(*SIZES.records, failed))
        assert _labels(figure.axes[0]) == {"slow", "fast", "never"}


def test_a_profile_tells_what_is_proven_from_what_is_claimed() -> None:
    """Who only claims has a line along the bottom, and a dotted one for its word."""
    made = results(record(job("a", backend="good")), record(job("a", backend="bold"), status="claimed"))
    with styled():
        lines = {line.get_label(): line for line in profile_picture(made).axes[0].lines}
    assert set(lines) == {"good", "bold", "bold: claimed"}
    assert max(lines["bold"].get_ydata()) == 0.0
    assert (max(lines["bold: claimed"].get_ydata()), lines["bold: claimed"].get_linestyle()) == (100.0, ":")


def test_growth_tells_what_is_proven_from_what_is_not() -> None:
    """Hollow marks under full ones: who proved nothing has hollow ones alone."""
    made = [
        replace(one, outcome=replace(one.outcome, status="claimed")) if one.job.ask.backend == "fast" else one
        for one in SIZES.records
    ]
    with styled():
        lines = growth_picture(results(*made)).axes[0].lines
    full = {line.get_label(): len(line.get_xdata()) for line in lines if "people^" in line.get_label()}
    assert full == {"slow: people^1.00 ± 0.00": 3, "fast: people^0.50 ± 0.00": 0}


def test_nothing_to_show_is_no_picture(tmp_path: Path) -> None:
    """One size shows no growth, failures no gap; a profile of nothing solved is still true."""
    only = results(record(job("a"), status="failed"))
    assert [path.name for path in pictures(only, tmp_path)] == ["made-up.profile.svg", "made-up.profile.png"]
    assert pictures(results(), tmp_path) == []


def test_a_solver_without_bounds_is_measured_by_those_of_others(tmp_path: Path) -> None:
    """A peer says none, and one that failed has none: the bound is the instance's."""
    peer = record(job("a", backend="peer x"), status="feasible", bound=None, value=20, trace=())
    failed = record(job("a", backend="y"), status="no plan")
    made = results(record(job("a")), peer, failed)
    with styled():
        figure = gap_picture(made)
        assert _labels(figure.axes[0]) == {"auto", "peer x", "y"}
        lowest = {line.get_label(): min(line.get_ydata()) for line in figure.axes[0].lines}
    assert lowest == {"auto": 0.0, "peer x": 50.0, "y": 100.0}


def test_the_ratios_are_a_performance_profile() -> None:
    """The slow one needs 10, 31.6 and 100 times what the fast one does: it begins at nothing."""
    with styled():
        axis = ratio_picture(SIZES).axes[0]
        lines = {line.get_label(): line for line in axis.lines}
        assert axis.get_title(loc="left") == "surge, 10000 s: every goal solved"
    assert max(lines["fast"].get_ydata()) == 100.0
    assert lines["fast"].get_xdata()[3] == 1.0
    assert lines["slow"].get_xdata()[1:4] == pytest.approx([10.0, 1000**0.5, 100.0])


def test_one_solver_alone_has_no_ratios() -> None:
    """There is nobody to be measured by."""
    assert ratio_picture(results(record(job("a")))) is None


def test_growth_without_one_finished_run(tmp_path: Path) -> None:
    """Panels may be empty."""
    cut = [
        record(job(f"c{people}", people=people, time_limit=1.0), people=people, status="feasible", wall=1.0,
               sha256=str(people))
        for people in (10, 100, 1000)
    ]  # fmt: skip
    assert len(pictures(results(*cut), tmp_path)) == 6


def test_without_matplotlib_it_says_how_to_get_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the extra of evacopt."""
    monkeypatch.setattr(draw, "find_spec", lambda name: None)
    assert not can_draw()
    with pytest.raises(UsageError, match=r"pip install 'evacopt\[bench\]'"):
        pictures(SIZES, tmp_path)
