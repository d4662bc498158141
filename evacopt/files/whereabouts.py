"""Where in a file: `crisis.xlsx, sheet flights, cell F14`."""

from __future__ import annotations

from evacopt.domain.phrase import phrase


def letters_of(column: int) -> str:
    """The letters of a column counted from 0."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def in_sheet(file: str, sheet: str) -> str:
    """A sheet of a workbook."""
    return phrase("{file}, sheet {sheet}", file=file, sheet=sheet)


def in_row(where: str, row: int) -> str:
    """A row of a sheet or file, from 0."""
    return phrase("{where}, row {row}", where=where, row=str(row + 1))


def in_column(where: str, column: int) -> str:
    """A column of a sheet, from 0."""
    return phrase("{where}, column {column}", where=where, column=letters_of(column))


def in_cell(where: str, row: int, column: int) -> str:
    """A cell of a sheet by its row and column, from 0."""
    return phrase("{where}, cell {cell}", where=where, cell=f"{letters_of(column)}{row + 1}")


def names_a_cell(place: str) -> bool:
    """Whether it is one cell, so that its column need not be said."""
    return ", cell " in place
