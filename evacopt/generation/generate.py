"""Synthetic instances by family, size and seed."""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.errors import UsageError
from evacopt.generation.families import AS_PUBLISHED, FAMILIES, builder_of, parameters_of
from evacopt.generation.parameter import settle

MOST_PEOPLE = 100_000_000
LARGEST_SEED = 2**63 - 1
USUAL_PEOPLE = 1_000


def generate(family: str, *, people: int | None = None, seed: int = 0, **parameters: int | str) -> Instance:
    """A synthetic instance: the same for the same arguments, on any machine.

    Parameters
    ----------
    family : str
        `surge`, `hubs`, `shares`, `fleet`, `mixed`, `airfield`, `tight`, `rsp` or `rpsp`.
    people : int
        How many people wait, exactly. `None` is 1000, and for `rsp` and `rpsp` as many as the published
        design has.
    seed : int
    parameters
        What else the family is made of; `docs/generators.md` lists each with its law.

    Returns
    -------
    Instance
        Free of errors. Identical parties are merged, so its rows grow slower than its people.

    Raises
    ------
    UsageError
        If there is no such family or parameter, or a value is out of range.
    """
    if not isinstance(family, str):
        raise UsageError(f"family must be one of {', '.join(FAMILIES)}, got {family!r}"[:300])
    if family not in FAMILIES:
        remedy = did_you_mean(family, FAMILIES) or f"there are {', '.join(FAMILIES)}"
        raise UsageError(f"{family} is no family; {remedy}")
    if people is None:
        people = AS_PUBLISHED if family in ("rsp", "rpsp") else USUAL_PEOPLE
    else:
        _require_within("people", people, 1, MOST_PEOPLE)
    _require_within("seed", seed, 0, LARGEST_SEED)
    settings = settle(family, parameters_of(family), parameters)
    return builder_of(family)(people, seed, settings)


def _require_within(name: str, value: int, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise UsageError(f"{name} must be from {low} to {high}, got {value}")
