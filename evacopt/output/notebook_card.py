"""A card: what a notebook shows of one thing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evacopt.output.report.chart_map import MapChart
from evacopt.output.report.chart_timeline import TimelineChart
from evacopt.output.report.render import environment
from evacopt.output.report.table import Table


@dataclass(frozen=True, kw_only=True)
class Card:
    """A title, sentences (the first one large), tables side by side, pictures."""

    title: str
    words: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    map: MapChart | None = None
    timeline: TimelineChart | None = None

    def saying(self, sentence: str) -> Card:
        """The card with one more sentence; the same card where that is blank."""
        return replace(self, words=(*self.words, sentence)) if sentence else self


def card_html(card: Card) -> str:
    """The card as HTML with its style; nothing in it is loaded from anywhere."""
    return environment().get_template("notebook.html.j2").render(card=card)
