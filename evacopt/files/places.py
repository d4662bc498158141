"""Country and coordinates that a location leaves blank, from its IATA or ICAO code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from evacopt.domain.columns import Coded
from evacopt.domain.countries import ALPHA3
from evacopt.files.raw import RawTable, code_values, is_blank

_ALPHA3 = ALPHA3 | {"XK": "RKS"}  # Kosovo: no code of ISO, one of ICAO 9303
_FILLED = ("country", "lat", "lon")
_CODES: dict[str, Literal["IATA", "ICAO"]] = {"iata": "IATA", "icao": "ICAO"}


def fill_places(table: RawTable) -> RawTable:
    """The raw locations with what an airport table knows of them; nothing that is written is changed.

    Coordinates are filled only where both are blank. The table of airports is loaded only if it can help.
    """
    names = (*_FILLED, *_CODES)
    blank = [None] * table.rows
    cells = [list(table.columns[name]) if name in table.columns else blank for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]
    changed = False
    for row in rows:
        country, nowhere = is_blank(row["country"]), is_blank(row["lat"]) and is_blank(row["lon"])
        coded = not all(is_blank(row[code]) for code in _CODES)
        airport = airport_of(row) if coded and (country or nowhere) else None
        if airport is None:
            continue
        changed = True
        if country:
            row["country"] = _ALPHA3.get(airport["country"])
        if nowhere:
            row["lat"], row["lon"] = Decimal(str(airport["lat"])), Decimal(str(airport["lon"]))
    if not changed:
        return table
    columns: dict[str, Coded[Any]] = dict(table.columns)
    for column in _FILLED:
        values = [row[column] for row in rows]
        if column in columns or not all(map(is_blank, values)):
            columns[column] = code_values(values)
    return replace(table, columns=columns)


def airport_of(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the airport table says of the `iata` or `icao` code of a location, its time zone `tz` among it."""
    for column, kind in _CODES.items():
        code = row[column]
        if isinstance(code, str) and code.strip() in _airports(kind):
            return _airports(kind)[code.strip()]
    return None


def airport_places(state: str) -> list[tuple[float, float]]:
    """Latitude and longitude, in degrees, of every airport of a state, by its code of three letters."""
    codes = {two for two, three in _ALPHA3.items() if three == state}
    known = _airports("ICAO").values()
    return [(airport["lat"], airport["lon"]) for airport in known if airport["country"] in codes]


@cache
def _airports(kind: Literal["IATA", "ICAO"]) -> Mapping[str, Mapping[str, Any]]:
    """Every airport by its code; a tenth of a second to load, so once is enough."""
    import airportsdata

    airports: Mapping[str, Any] = airportsdata.load(kind)
    return airports
