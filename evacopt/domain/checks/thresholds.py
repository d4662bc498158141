"""What slips of the hand are told by: every threshold once, with its source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where a figure begins to look like a slip, in `unit`, and why there."""

    value: int
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class AircraftType:
    """A type of aircraft, named without blanks and signs, and the most people that one has carried."""

    name: str
    most_people: int
    source: str


SEATS = Threshold(150, "per cent of the most people carried", "a digit too many is ten times, variants less")
PARTIES = Threshold(20, "times the next group", "packaged crises: 1.6 times at most (khartoum-2023)")
PARTY = Threshold(9, "people", "packaged crises and generated families: 9 at most")
DRAGGED = Threshold(3, "rows", "packaged crises and generated families: 2 at most")
OTHER_GROUPS = Threshold(4, "other groups", "fewer say nothing of what is usual")
FASTEST = Threshold(1_000, "km/h", "the A380-800 cruises at 903 km/h: OpenAP a388.yml")
CONVOY = Threshold(15, "km/h straight", "Khartoum to Port Sudan, 690 km, in about 35 hours: unsourced recall")
REST = Threshold(6, "hours beside the driving", "loading, borders and nights of a convoy: assumed")
SHORTEST = Threshold(100, "km", "below it the place of a town and rounded hours say no speed: assumed")
LONGEST = Threshold(
    24, "hours", "airline flights last up to 19 hours, a stop for fuel more: unsourced recall"
)
OVERNIGHT = Threshold(19, "hours", "airline flights last up to 19 hours: unsourced recall")
ABROAD = Threshold(
    500,
    "km from any airport of the state",
    "28,266 of 28,298 airports have their next one nearer: airportsdata",
)
AIRPORT = Threshold(100, "km from the airport of a code", "a degree mistyped is 111 km")
LONGEST_HORIZON = Threshold(20, "days", "a longer horizon holds most dates a month off by chance")
HORIZON_OFF = Threshold(14, "days beyond the horizon", "nearer dates may be meant: assumed")

LOOK_ALIKE = ("O0", "I1l", "S5", "B8", "Z2", "G6")
"""Signs that are taken for each other."""

_CASES = "magazinenepalnp.blogspot.com 2016-12"
_LIFT = "thinkdefence.co.uk 2011-04, a quick comparison of helicopter lift"
AIRCRAFT = (
    AircraftType("C130", 136, "136 from Sudan in a C-130J-30: theshillongtimes.com 2023-04-27"),
    AircraftType("A400M", 150, "up to 150 in evacuation: dailyhellas.com 2021-08-17"),
    AircraftType("C17", 823, "823 from Kabul: njherald.com 2021-09-03"),
    AircraftType("C160", 92, "92 troops: manualshive.com"),
    AircraftType("C27J", 68, "unsourced recall"),
    AircraftType("IL76", 400, "about 400 claimed: dehratalkies.com 2022-03-03"),
    AircraftType("KC767", 200, "up to 200: coercioncode.com 2021-08-19"),
    AircraftType("KC30", 300, "as the A330 MRTT"),
    AircraftType("VOYAGER", 300, "as the A330 MRTT"),
    AircraftType("A310", 214, "unsourced recall"),
    AircraftType("A320", 180, "OpenAP a320.yml"),
    AircraftType("A321", 220, "OpenAP a321.yml"),
    AircraftType("A330MRTT", 300, "defencetoday.com"),
    AircraftType("A330", 406, "OpenAP a332.yml"),
    AircraftType("A340", 440, "OpenAP a343.yml"),
    AircraftType("A380", 853, "OpenAP a388.yml"),
    AircraftType("B737", 189, "OpenAP b738.yml"),
    AircraftType("B747", 660, "OpenAP b744.yml"),
    AircraftType("B767", 350, "OpenAP b763.yml"),
    AircraftType("B777", 550, "OpenAP b77w.yml"),
    AircraftType("CH47", 55, "33 to 55 troops: " + _LIFT),
    AircraftType("CHINOOK", 55, "as the CH-47"),
    AircraftType("CH53", 55, "55 with centreline seats: " + _CASES),
    AircraftType("EC725", 29, _LIFT),
    AircraftType("H225", 29, "as the EC725, its military form"),
    AircraftType("MERLIN", 40, _LIFT),
    AircraftType("MI26", 150, "cases with 150 troops: " + _CASES),
    AircraftType("NH90", 20, _LIFT),
    AircraftType("UH60", 20, _LIFT),
)
"""OpenAP is github.com/junzis/openap at commit d9eb824; its figure is the largest certified number."""

SURFACE = frozenset(("bus", "coach", "convoy", "car", "truck", "train", "rail", "road"))
SURFACE |= frozenset(("ship", "boat", "ferry", "vessel", "landing", "craft"))
"""Words of what does not fly: a voyage may last longer than any flight."""
