"""Groups that travel only as others do: an escort, a family over two flights, not before (6.6)."""

from __future__ import annotations

import numpy as np

from evacopt.domain.clock import format_time
from evacopt.domain.columns import spans
from evacopt.domain.link import Link
from evacopt.model.builder import ModelBuilder
from evacopt.model.moments import fullest_moments


def add_links(builder: ModelBuilder) -> None:
    """State each link; linked groups are a cohort each."""
    for number, link in enumerate(builder.instance.links):
        _add_link(builder, link, number)


def _add_link(builder: ModelBuilder, link: Link, row_of_link: int) -> None:
    """A row for each itinerary or haven of `link.group`, or each minute at which more of it may have left."""
    travel, row, count = builder.travel, builder.instance.groups.row, builder.instance.groups.count
    itineraries = travel.itineraries
    mine, theirs = (
        travel.pairs_of(int(travel.cohorts.of[row[group]])) for group in (link.group, link.partner)
    )
    ours, others = (travel.itinerary[pairs] for pairs in (mine, theirs))
    if link.kind != "same_itinerary":
        compared = itineraries.haven if link.kind == "same_haven" else itineraries.first_departure
        ours, others = compared[ours], compared[others]
    at = fullest_moments(ours, others) if link.kind == "not_before" else np.unique(ours)
    most = min(link.ratio, int(count[row[link.group]]))  # of a group no more travel than there are
    entries = []
    for pairs, place, amount in (mine, ours, 1), (theirs, others, -most):
        stop = np.searchsorted(at, place, side="right")
        stop = np.full_like(stop, len(at)) if link.kind == "not_before" else stop
        entry, number = spans(np.searchsorted(at, place), stop)
        entries.append((number, builder.pair_column[pairs[entry]], amount))
    words = {
        "same_itinerary": lambda number: ">".join(itineraries.flights(number)),
        "same_haven": lambda number: builder.instance.locations[number].id,
        "not_before": format_time,
    }[link.kind]
    subjects = [f"{link.group} {link.kind} {link.partner} at {words(number)}" for number in at.tolist()]
    builder.rows("link", subjects, entries, upper=0, number=row_of_link)
