"""What a simulation tells at a prompt: the headline in words, then tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType

from evacopt.domain.clock import moment
from evacopt.output.report.chance_tables import counts_tables, guarded_table, stories_table
from evacopt.output.report.chance_words import simulation_words, trial_words
from evacopt.output.terminal import line, tabled
from evacopt.output.wording import when_among

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.simulation.result import Simulation


def simulation_page(instance: Instance, simulation: Simulation) -> RenderableType:
    """What `simulate` prints."""
    return Group(*_parts(instance, simulation))


def _parts(instance: Instance, simulation: Simulation) -> Iterator[RenderableType]:
    headline, *words = simulation_words(simulation, ())
    yield line(headline, "bold")
    yield from map(line, words)
    yield from (line(text, "dim") for text in trial_words(simulation))
    when = when_among(moment(flight.departs) for flight in instance.schedule)
    yield from map(tabled, counts_tables(simulation))
    yield tabled(guarded_table(instance, when, simulation).written)
    yield from map(tabled, stories_table(simulation))
