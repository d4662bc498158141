"""Tables of the instances: what they are, and how times and memory grow with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields

from evacopt.bench.features import Features
from evacopt.bench.growth import MEASURES, Fit, Point, fitted, measured
from evacopt.bench.measures import plain, solver_names
from evacopt.bench.record import Record
from evacopt.output.table import Cell, Table, sheet

FEATURES = tuple(field.name for field in fields(Features))


def features_table(records: Sequence[Record]) -> Table:
    """A row an instance, from results that know its features."""
    known = {}
    for record in records:
        source, facts = record.job.source, record.outcome.facts
        if facts is not None and facts.features is not None:
            cells = (facts.people, facts.groups, facts.flights, *astuple(facts.features))
            known[source.group, source.code, facts.sha256] = cells
    return sheet(
        name="features",
        caption="The instances",
        notes=[
            "Density: the part of the table of parties by flights out of origins where the flight leaves "
            "where the party is and may carry it, times aside. Tightness: people who need a seat by seats "
            "out of origins; above 1 not all can leave."
        ],
        heads=("set", "instance", "people", "groups", "flights", *FEATURES),
        rows=[(group, code, *cells) for (group, code, _), cells in known.items()],
    )


def growth_table(records: Sequence[Record]) -> Table:
    """A row a power law."""
    rows: list[tuple[Cell, ...]] = []
    for (group, solver, limit, what), fit, _ in _laws(records):
        ends = (None, None) if fit.margin is None else (fit.exponent - fit.margin, fit.exponent + fit.margin)
        figures = (fit.exponent, *ends, fit.spread, fit.at(1e6), fit.sizes, fit.points)
        rows.append((group, solver, plain(limit), what, *figures))
    return sheet(
        name="growth",
        caption="Growth with the number of people",
        notes=[
            "Least squares over logarithms: measure = factor x people ^ exponent, with its 95 % interval "
            "(Student's t). Spread: standard deviation of what it misses, as a factor; every point is in the "
            "table of residuals. Total times only of runs that their limit did not cut: every goal solved to "
            "the end, or less than half of the limit used."
        ],
        heads=(
            *("set", "solver", "limit, s", "measure", "exponent", "low", "high", "spread"),
            *("at 1,000,000", "sizes", "jobs"),
        ),
        rows=rows,
    )


def residuals_table(records: Sequence[Record]) -> Table:
    """A row a point of a power law: what was measured, what the law says, and their ratio."""
    return sheet(
        name="residuals",
        caption="What growth misses",
        notes=["Factor: measured by fitted; 1 is on the line."],
        heads=("set", "solver", "limit, s", "measure", "instance", "people", "measured", "fitted", "factor"),
        rows=[
            (group, solver, plain(limit), what, record.job.source.code, people, value, said, value / said)
            for (group, solver, limit, what), fit, known in _laws(records)
            for record, (people, value) in known
            for said in [fit.at(people)]
        ],
    )


def _laws(
    records: Sequence[Record],
) -> Iterator[tuple[tuple[str, str, float, str], Fit, list[tuple[Record, Point]]]]:
    """Set, solver, limit and measure, the law, and its points."""
    name, groups = solver_names(records), dict[tuple[str, str, float], list[Record]]()
    for record in records:
        key = (record.job.source.group, name(record), record.job.ask.time_limit)
        groups.setdefault(key, []).append(record)
    for key, mine in sorted(groups.items()):
        for what, measure in MEASURES.items():
            known = measured(mine, measure)
            if fit := fitted([point for _, point in known]):
                yield (*key, what), fit, known
