"""Who waits and who flies: nationalities, the more the fewer come after them, and blocs."""

from __future__ import annotations

from evacopt.domain.share import Bloc
from evacopt.generation.draws import Draws

NATIONS = (
    *("FRA", "DEU", "ITA", "ESP", "GBR", "USA", "CAN", "NLD", "BEL", "PRT"),
    *("POL", "ROU", "GRC", "AUT", "CHE", "SWE", "NOR", "DNK", "FIN", "IRL"),
    *("CZE", "HUN", "BGR", "HRV", "JPN", "KOR", "CHN", "IND", "PAK", "BGD"),
    *("PHL", "LBN", "JOR", "EGY", "TUR", "BRA", "MEX", "ZAF", "NGA", "AUS"),
)
"""Forty nationalities."""

_BLOCS = {
    "EU": (
        *("FRA", "DEU", "ITA", "ESP", "NLD", "BEL", "PRT", "POL", "ROU", "GRC"),
        *("AUT", "SWE", "DNK", "FIN", "IRL", "CZE", "HUN", "BGR", "HRV"),
    ),
    "NORDIC": ("SWE", "NOR", "DNK", "FIN"),
    "PACIFIC": ("USA", "CAN", "JPN", "KOR", "AUS", "PHL"),
}


def drawn_nations(draws: Draws, number: int) -> tuple[str, ...]:
    """`number` nationalities in random order."""
    return tuple(NATIONS[place] for place in draws.order(len(NATIONS))[:number].tolist())


def rank_weights(number: int) -> list[int]:
    """How often each of `number` nationalities occurs: the k-th, from 0, weighs 10,000 // (k + 2)."""
    return [10_000 // (rank + 2) for rank in range(number)]


def blocs_among(nations: tuple[str, ...]) -> tuple[Bloc, ...]:
    """The blocs that have members among `nations`, with those alone."""
    present = {name: tuple(sorted(set(members) & set(nations))) for name, members in _BLOCS.items()}
    return tuple(Bloc(bloc=name, members=members) for name, members in present.items() if members)
