"""What a finding is about, one or several: `flight AF-02`, `3 flights: AF-02, AF-03 and AF-04`."""

from __future__ import annotations

from evacopt.domain.phrase import joined, phrase

_ONE = {
    "locations": phrase("location {name}"),
    "groups": phrase("group {name}"),
    "flights": phrase("flight {name}"),
    "blocs": phrase("bloc {name}"),
    "shares": phrase("share {name}"),
    "admissions": phrase("admission of {name}"),
    "fleets": phrase("fleet {name}"),
    "crews": phrase("crew {name}"),
    "sorties": phrase("sortie {name}"),
    "windows": phrase("window of {name}"),
    "capacities": phrase("capacity of {name}"),
    "slots": phrase("slot {name}"),
    "order": phrase("order of {name}"),
    "resources": phrase("resource {name}"),
    "uses": phrase("use of {name}"),
    "dimensions": phrase("dimension {name}"),
    "links": phrase("link of {name}"),
    "pins": phrase("pin of {name}"),
    "rules": phrase("rule {name}"),
    "terms": phrase("term of {name}"),
    "splits": phrase("split of {name}"),
    "pending": phrase("flight {name}"),
    "persons": phrase("person {name}"),
}
"""By the table in which it stands."""

_SEVERAL = {
    "location": phrase("{count:,} locations: {names}"),
    "group": phrase("{count:,} groups: {names}"),
    "flight": phrase("{count:,} flights: {names}"),
    "bloc": phrase("{count:,} blocs: {names}"),
    "share": phrase("{count:,} shares: {names}"),
    "admission": phrase("{count:,} admissions: {names}"),
    "fleet": phrase("{count:,} fleets: {names}"),
    "crew": phrase("{count:,} crews: {names}"),
    "sortie": phrase("{count:,} sorties: {names}"),
    "window": phrase("{count:,} windows: {names}"),
    "capacity": phrase("{count:,} capacities: {names}"),
    "slot": phrase("{count:,} slots: {names}"),
    "order": phrase("{count:,} rows of order: {names}"),
    "resource": phrase("{count:,} resources: {names}"),
    "use": phrase("{count:,} uses: {names}"),
    "dimension": phrase("{count:,} dimensions: {names}"),
    "link": phrase("{count:,} links: {names}"),
    "pin": phrase("{count:,} pins: {names}"),
    "split": phrase("{count:,} splits: {names}"),
    "person": phrase("{count:,} persons: {names}"),
}
"""By the first word of one."""


def subject_called(table: str, name: str) -> str:
    """The subject of the row of `table` that is called `name`."""
    return phrase(_ONE[table], name=name)


def kind_of_subject(subject: str) -> str:
    """What sort of thing it is, `flight`."""
    return subject.partition(" ")[0]


def subjects_called(subjects: list[str], names: str) -> str:
    """Several of one kind, of which `names` are some."""
    kind = kind_of_subject(subjects[0])
    template = _SEVERAL.get(kind)
    if template is None:
        return joined("", (f"{len(subjects):,} {kind}s: ", names))
    return phrase(template, count=len(subjects), names=names)
