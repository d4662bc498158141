"""The heads of exported columns in words; files in English have the names themselves, `departs_utc`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evacopt.domain.phrase import phrase, phrase_about
from evacopt.output.language import ENGLISH, Language
from evacopt.output.table import Column, Table

_WORDS = (
    *(phrase("flight"), phrase("date"), phrase("from"), phrase("to"), phrase("departs utc")),
    *(phrase("departs local"), phrase("sortie"), phrase("sequence"), phrase("party"), phrase("person")),
    *(phrase("surname"), phrase("given names"), phrase("sex"), phrase("date of birth")),
    *(phrase("document type"), phrase("document number"), phrase("document expiry")),
    *(phrase("document issuer"), phrase("remark"), phrase("nationality"), phrase("infant with")),
    *(phrase("special need"), phrase("reference"), phrase("people"), phrase("contact")),
    *(phrase("meeting point"), phrase("report utc"), phrase("report local"), phrase("bag limit")),
    *(phrase("call"), phrase("standby rank"), phrase("status"), phrase("itinerary"), phrase("arrives utc")),
    *(phrase("arrives local"), phrase("operator"), phrase("own people aboard"), phrase("reserved seats")),
    *(phrase("seats left"), phrase("until utc"), phrase("until local"), phrase("seats")),
    *(phrase_about("seats", "taken"), phrase_about("seats", "left"), phrase("for whom")),
    *(phrase("left for them"), phrase("hub"), phrase("hour utc"), phrase("hour local")),
    *(phrase("arrivals"), phrase("departures"), phrase("most present"), phrase("present at end")),
    *(phrase("capacity"), phrase("state"), phrase("of whom infants"), phrase("flights"), phrase("cost")),
    *(phrase("union contribution"), phrase("net cost"), phrase("people assisted"), phrase("pro rata")),
    *(phrase("amount"), phrase("claim"), phrase("debtor"), phrase("creditor"), phrase("debtor owes")),
    *(phrase("creditor owes"), phrase("net payment"), phrase("offered to other member states")),
    *(phrase("offered percent"), phrase("of which kept for them"), phrase("taken by them")),
    *(phrase("tags"), phrase("goes with"), phrase("accompanies"), phrase("resource"), phrase("place")),
    *(
        phrase_about("flight", "aircraft"),
        phrase("sorties"),
        phrase("quantity"),
        phrase("from utc"),
        phrase("from local"),
    ),
    *(phrase("to utc"), phrase("to local"), phrase("need"), phrase("unit"), phrase("needed"), phrase("room")),
    *(phrase("release utc"), phrase("release local")),
    *(phrase("taken percent"), phrase("member states accepted"), phrase("at least 30 percent offered")),
)
HEADS: Mapping[str, str] = {word.replace(" ", "_"): word for word in _WORDS}
"""The words for each column, by its name."""


def said(table: Table, language: Language) -> Table:
    """The table with every text in `language`; numbers, names of needs stay. In English it is as it was."""
    if language is ENGLISH:
        return table
    rows = [tuple(language(cell) if isinstance(cell, str) else cell for cell in row) for row in table.rows]
    columns = tuple(
        Column(language(HEADS.get(column.head, column.head)), column.holds) for column in table.columns
    )
    return replace(table, caption=language(table.caption), columns=columns, rows=tuple(rows))
