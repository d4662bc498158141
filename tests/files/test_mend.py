"""What a cell means for certain, and what has two readings."""

from __future__ import annotations

import pytest

from evacopt.domain.field import Field
from evacopt.domain.fields import TABLES
from evacopt.files.mend import mended

FIELDS = {(table.name, field.column): field for table in TABLES for field in table.fields}


def _field(name: str) -> Field:
    table, _, column = name.partition(".")
    return FIELDS[table, column]


@pytest.mark.parametrize(
    ("name", "cell", "means"),
    [
        ("locations.id", " NIM\u00a0", "NIM"),
        ("locations.role", "Origin", "origin"),
        ("locations.country", "Niger", "NER"),
        ("groups.nationality", "fra", "FRA"),
        ("groups.nationality", "FR", "FRA"),
        ("groups.nationality", "France", "FRA"),
        ("groups.nationality", "Deutschland", "DEU"),
        ("groups.members", "FR: 2; Niger:1", "FRA:2;NER:1"),
        ("groups.size", "1\u202f402", "1402"),
        ("sorties.block_minutes", "2.5 h", "150"),
        ("sorties.block_minutes", "2:30:00", "150"),
        ("sorties.block_minutes", "90 min", "90"),
        ("uses.from_minutes", "-3h", "-180"),
        ("uses.from_minutes", "-1:30", "-90"),
        ("uses.from_minutes", "-90", "-90"),
        ("uses.from_minutes", "-90 min", "-90"),
        ("uses.from_minutes", "\u221290", "-90"),
        ("uses.to_minutes", "\u20131.5 h", "-90"),
        ("groups.destinations", "CDG; FRA ;", "CDG;FRA"),
        ("groups.ready", "011820ZAUG23", "2023-08-01T18:20Z"),
        ("groups.ready", " 2023-08-01T18:20Z\u200b", "2023-08-01T18:20Z"),
        ("flights.status", "Scheduled ", "scheduled"),
        ("flights.accepts", "All", "all"),
        ("flights.accepts", "French, German", "FRA;DEU"),
        ("flights.accepts", "EU;fr", "EU;FRA"),
        ("blocs.members", "Norway;Sweden", "NOR;SWE"),
        ("shares.nationality", "Belgium", "BEL"),
        ("pins.kind", "At least", "at_least"),
    ],
)
def test_what_is_certain(name: str, cell: str, means: str) -> None:
    """Blanks of every width, capitals, names of states, date-time groups; again, it stays as it is."""
    assert mended(_field(name), cell, {"EU"}) == means
    assert mended(_field(name), means, {"EU"}) == means


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("groups.nationality", "Congo"),
        ("groups.nationality", "GE"),
        ("groups.nationality", "Frnace"),
        ("groups.size", "1,402"),
        ("groups.size", "1.000"),
        ("groups.size", "12 402 1"),
        ("groups.size", "three"),
        ("groups.size", "8\u201310"),
        ("resources.count", "10 t"),
        ("groups.ready", "02/08/2023 14:00"),
        ("groups.ready", "2023-08-01T06:00"),
        ("groups.ready", "311820ZFEB23"),
        ("groups.ready", "011820JAUG23"),
        ("groups.origin", "nim"),
        ("groups.members", "FRA 2"),
        ("flights.status", "planned"),
        ("flights.accepts", "FRA, Congo"),
        ("locations.name", " Niamey "),
    ],
)
def test_what_has_two_readings_or_none_is_not_touched(name: str, cell: str) -> None:
    """Two states, two numbers, two days, a time without an offset, another code: a person must say which."""
    assert mended(_field(name), cell) == cell
