"""How much the judge works out before it refuses, and what it answers then."""

from __future__ import annotations

from dataclasses import dataclass

SAFE = 2**60
"""Sums stay below this in int64; beyond it they are made in Python integers."""


class RefusedError(Exception):
    """A certificate that cannot be followed; the message says where."""


class TooLargeError(Exception):
    """An instance with more than can be tried; the message says of what."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused as too large, so that no file keeps the judge busy for hours; how much is done at once.

    Users are told of them in `docs/certificates.md`. What is done at once, and `safe`, change no answer.
    Measured (November 2026, one core of an AMD EPYC): a knapsack at its limit takes 19 s, in Python integers
    1 s; the other limits are as they were chosen.

    Attributes
    ----------
    safe : sums that could reach this are made in Python integers; 0 to make all of them so
    tries : pairs of a group and an itinerary that are tried for a relaxation
    chain, kept : tries that a chain of flights, and a pair that is admissible, count for
    pairs_at_once : pairs of a group, or a unit, and an itinerary that are tried in one array
    legs : units of commodities x flights that are tried
    profiles : profiles of commodities x flights of which shortest paths are worked out
    paths_at_once, departures_at_once : values (profiles, or waits, x flights) in one array
    knapsack, knapsack_plain : seats x things of one pool in int64, and in Python integers
    residues : pools x modulus x modulus of one congruence
    cut : seats x columns of one inequality over a flight
    rounded, rounding_scale : roundings x entries of all rows, and their denominator
    staying : people of a nationality up to which it is worked out what whole parties add up to
    depth : branches below one another
    called : places x parties x worlds of a flight on which somebody who is called may be refused
    crew_states : states that are entered, beside one a sortie, where a plan does not name its crews
    """

    safe: int = SAFE
    tries: int = 20_000_000
    chain: int = 100
    kept: int = 20
    pairs_at_once: int = 1_000_000
    legs: int = 30_000_000
    profiles: int = 300_000_000
    paths_at_once: int = 4_000_000
    departures_at_once: int = 4_000_000
    knapsack: int = 1_000_000_000
    knapsack_plain: int = 20_000_000
    residues: int = 10_000_000
    cut: int = 1_000_000
    rounded: int = 200_000_000
    rounding_scale: int = 2**24
    staying: int = 1_000_000
    depth: int = 300
    called: int = 100_000_000
    crew_states: int = 50_000


LIMITS = Limits()
