"""Names of time zones, which there must be."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Remark
from evacopt.domain.phrase import phrase
from evacopt.domain.zones import zone_called, zone_remedy

_RULE = phrase("must be a time zone of the IANA database")


def zone_remarks(facts: Facts) -> Iterator[Remark]:
    """The zone of the instance, and those of its places."""
    rows: list[tuple[str, int | None, str]] = [("instance", None, facts.instance.timezone)]
    rows += [("locations", row, place.timezone) for row, place in enumerate(facts.instance.locations)]
    for table, number, name in rows:
        if name and zone_called(name) is None:
            yield Remark(table, number, "timezone", _RULE, name, zone_remedy(name))
