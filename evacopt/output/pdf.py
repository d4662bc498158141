"""Tables as a PDF by typst: text is data to it, never markup, and nothing goes through a temporary file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import takewhile

from evacopt.errors import UsageError
from evacopt.output.clean import clean
from evacopt.output.language import ENGLISH, Language
from evacopt.output.table import Cell, Table

HOW_TO_GET_IT = "--format pdf needs the package typst: pip install 'evacopt[pdf]'"

_PAGE = """
#let tables = json(bytes(sys.inputs.tables))
#set document(date: none)
#set page(
  paper: "a4", flipped: true, margin: 10mm,
  footer: context align(center, counter(page).display("1 / 1", both: true)),
)
#set text(size: 7pt)
#set table(stroke: 0.3pt + luma(60%), inset: 2.5pt)
#for (number, t) in tables.enumerate() {
  if number > 0 { pagebreak() }
  heading(t.title)
  if t.above != "" { par(t.above) }
  table(
    columns: t.columns.len(),
    table.header(..t.columns.map(name => strong(name))),
    ..t.rows.flatten(),
  )
}
"""


def require_typst() -> None:
    """See that PDF can be made.

    Raises
    ------
    UsageError
        If the package `typst` is not there, with the line that installs it.
    """
    from importlib.util import find_spec

    if find_spec("typst") is None:
        raise UsageError(HOW_TO_GET_IT)


def pdf_bytes(tables: Sequence[Table], language: Language = ENGLISH) -> bytes:
    """`tables` one after the other, without columns in which no row says anything.

    Their texts are as they are; amounts are written as in `language`.

    Raises
    ------
    UsageError
        If the package `typst` is not there.
    """
    import msgspec

    require_typst()
    import typst

    data = msgspec.json.encode([_printed(table, language) for table in tables]).decode()
    made = typst.compile(
        _PAGE.encode(), format="pdf", sys_inputs={"tables": data}, timestamp=datetime(2000, 1, 1, tzinfo=UTC)
    )
    return bytes(made)


def _printed(table: Table, language: Language) -> dict[str, object]:
    """The table for the page: what its first columns say in every row alike stands above it, once."""
    texts = [[_text(row[place], language) for row in table.rows] for place in range(len(table.columns))]
    filled = [place for place, cells in enumerate(texts) if any(cells)] or list(range(len(texts)))
    alike = list(takewhile(lambda place: len(table.rows) > 1 and len(set(texts[place])) == 1, filled[:-1]))
    shown = filled[len(alike) :]
    return {
        "title": clean(table.caption),
        "above": ", ".join(f"{_head(table, place)}: {texts[place][0]}" for place in alike),
        "columns": [_head(table, place) for place in shown],
        "rows": [[texts[place][row] for place in shown] for row in range(len(table.rows))],
    }


def _head(table: Table, place: int) -> str:
    return table.heads[place].replace("_", " ")


def _text(cell: Cell, language: Language) -> str:
    if isinstance(cell, str):
        return clean(str(cell))
    return "" if cell is None else language.number(str(cell))
