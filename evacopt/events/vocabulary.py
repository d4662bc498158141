"""What the words for events are and how they are written, for options, texts and their help."""

from __future__ import annotations

WORDS = {
    "set": ("KEY=VALUE", "Set a key or a cell: policy.max_legs=2, flights.AF-02.seats=80."),
    "drop": ("TABLE:COLUMN=VALUE,…", "The rows that hold all of this are gone: windows:location=NIM."),
    "add": ("TABLE:COLUMN=VALUE,…", "One more row of any table: a curfew, a slot, room from a minute on."),
    "arrivals": ("FILE", "More groups wait: a table with the columns of groups."),
    "seats": ("ID=N", "The flight has N seats now."),
    "delay": ("ID=2h", "The flight leaves and lands that much later: 2h, 90m, 1.5h."),
    "cancel": ("ID", "The flight, or every sortie of that id still to come, is not flown."),
    "close": ("PLACE=FROM/TO", "Nothing departs from or lands at PLACE in that time."),
    "full": ("PLACE=FROM/TO", "Nothing lands at PLACE in that time; what departs from it does."),
}
"""In the order in which they happen, whatever the order in which they are typed."""

STORY_WORDS = WORDS | {
    "come": ("COLUMN=VALUE,…:SHARE", "Of these groups only that share comes: origin=TUZ:0.2."),
}
"""Those that a story may be told in: what no planner can decide, and how likely people are to come."""

REVEAL_WORDS = WORDS | {
    "earlier": ("ID=2h", "The flight leaves and lands that much earlier: 2h, 90m, 1.5h."),
}
"""Those in which is told what was believed before."""
