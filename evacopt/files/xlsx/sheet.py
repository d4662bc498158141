"""One sheet: its cells, each where the standard places it, and what a person sees otherwise than a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from evacopt.domain.phrase import phrase, why
from evacopt.files.raw import Spoilt
from evacopt.files.xlsx.grid import COLUMNS, LAST_COLUMN, LAST_ROW, Area, Shared, Sheet, place_of, whole
from evacopt.files.xlsx.texts import LONGEST_TEXT, Runs, too_long
from evacopt.files.xlsx.values import PUT_VALUE, Value, value_of
from evacopt.files.xlsx.xml_walk import Attributes, RefusedError, Steps, TooLargeError, is_true, named, walk

MOST_COLUMNS = 256
"""Columns of a sheet that may hold something."""

MOST_CELLS = 64_000_000
"""Cells from A1 to the last one that holds something; and cells written, blank ones included."""

_REMEMBERED = 100_000


def read_sheet(chunks: Iterable[bytes], name: str, shared: Shared) -> Sheet:
    """The sheet in a part, refused if it is damaged, not understood, or spreads its cells too far apart."""
    reader = _Reader(name, shared)
    try:
        walk(chunks, "worksheet", reader)
    except TooLargeError:
        raise
    except RefusedError as error:
        raise RefusedError(
            phrase("{error} (sheet {name})", error=why(error), name=name)
            if name not in str(error)
            else why(error)
        ) from None
    if not reader.complete:
        raise RefusedError(phrase("is no workbook that can be read: sheet {name} has no cells", name=name))
    return reader.sheet


class _Reader(Steps):
    """The events of a worksheet part, mode by mode: outside, rows, a row, a cell, a text within it."""

    def __init__(self, name: str, shared: Shared) -> None:
        self.sheet = Sheet(name=name)
        self.complete = False
        self._shared = shared
        self._runs = Runs()
        self._may_be_struck = any(shared.styles.struck) or bool(shared.struck)
        self._otherwise = shared.styles.read_otherwise()
        self._memory: dict[tuple[str, str, str | None, bool], Value] = {}
        self._modes()
        self._enter(self._outside, {})
        self._row = self._written = self._widest = -1
        self._row_hidden = self._hide_rows = self._row_given = False
        self._row_text = ""
        self._cells: list[Value] = []
        self._parts: list[str] = []
        self._take: Callable[[str], None] = self._ignore

    def text(self, data: str) -> None:
        """Text comes."""
        self._take(data)

    # -- modes

    def _modes(self) -> None:
        skipping = {"extLst": self._skip("extLst")}
        self._outside = named(
            {
                "sheetFormatPr": self._defaults,
                "col": self._column,
                "sheetData": self._open_data,
                "mergeCell": lambda it: self.sheet.merged.append(Area.of(it.get("ref", ""))),
                "filterColumn": self._filter_column,
                "customSheetViews": self._skip("customSheetViews"),
                **skipping,
            }
        )
        self._in_data = named({"row": self._open_row, **skipping})
        self._in_row = named({"c": self._open_cell, **skipping})
        inside = {"v": self._open_value, "f": self._open_formula, "is": self._open_text}
        self._in_cell = named({**inside, **skipping})
        self._ends_data = named({"sheetData": self._close_data})
        self._ends_row = named({"row": self._close_row})
        self._ends_cell = named({"c": self._close_cell, "v": self._close_value})
        self._in_text = self._runs.opening()
        self._ends_text = self._runs.closing() | named({"is": self._close_text})

    def _enter(
        self,
        opening: dict[str, Callable[[Attributes], None]],
        closing: dict[str, Callable[[], None]],
        *,
        strict: bool = False,
    ) -> None:
        self.opening, self.closing, self.strict = opening, closing, strict

    def _skip(self, name: str) -> Callable[[Attributes], None]:
        """A step that passes over the element `name` and all in it."""

        def step(_: Attributes) -> None:
            before = self.opening, self.closing, self.strict
            self._enter({}, named({name: lambda: self._enter(*before[:2], strict=before[2])}))

        return step

    # -- beside the cells

    def _defaults(self, attributes: Attributes) -> None:
        self._hide_rows = is_true(attributes, "zeroHeight")

    def _column(self, attributes: Attributes) -> None:
        if is_true(attributes, "hidden") or attributes.get("width", "").strip() in ("0", "0.0"):
            first, last = (whole(attributes.get(end, ""), LAST_COLUMN) for end in ("min", "max"))
            self.sheet.hidden_columns.append((first - 1, last - 1))

    def _filter_column(self, _: Attributes) -> None:
        self.sheet.filtered = True

    # -- rows

    def _open_data(self, _: Attributes) -> None:
        if self.complete:
            raise RefusedError(
                phrase(
                    "is no workbook that can be read: sheet {name} has its cells twice", name=self.sheet.name
                )
            )
        self._enter(self._in_data, self._ends_data, strict=True)

    def _close_data(self) -> None:
        self.complete = True
        self._enter(self._outside, {})

    def _open_row(self, attributes: Attributes) -> None:
        given = attributes.get("r")
        number = self._row + 2 if given is None else whole(given, LAST_ROW)
        self._row_given = given is not None
        self._go_to_row(number - 1, self._row)
        self._cells = []
        self._column_number = -1
        low = attributes.get("ht", "").strip() in ("0", "0.0")
        self._row_hidden = low or is_true(attributes, "hidden", "1" if self._hide_rows else "0")
        self._enter(self._in_row, self._ends_row, strict=True)

    def _go_to_row(self, row: int, last: int) -> None:
        if not last < row < LAST_ROW:
            raise RefusedError(
                phrase("has its rows out of order in sheet {name}: it is not opened", name=self.sheet.name)
            )
        self._row, self._row_text = row, str(row + 1)

    def _close_row(self) -> None:
        self._enter(self._in_data, self._ends_data, strict=True)
        if self._row_hidden:
            self.sheet.hidden_rows.add(self._row)
        if self._cells:
            self._widest = max(self._widest, len(self._cells))
            if (self._row + 1) * self._widest > MOST_CELLS:
                self._refuse_extent(phrase("spreads its cells too far apart"))
            self.sheet.rows.extend([()] * (self._row - len(self.sheet.rows)))
            self.sheet.rows.append(self._cells)

    # -- cells

    def _open_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        column = self._column_number + 1 if reference is None else self._column_of(reference)
        if not self._column_number < column < LAST_COLUMN:
            raise RefusedError(
                phrase("has its cells out of order in sheet {name}: it is not opened", name=self.sheet.name)
            )
        self._column_number = column
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._value: str | None = None
        self._text: str | None = None
        self._formula = False
        self._written += 1
        if self._written > MOST_CELLS:
            self._refuse_extent(phrase("has more than {most_cells:,} cells", most_cells=MOST_CELLS))
        self.opening, self.closing = self._in_cell, self._ends_cell

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if reference[len(letters) :] != self._row_text:
            row, _ = place_of(reference)
            if self._row_given or self._cells or self._column_number >= 0:
                raise RefusedError(
                    phrase(
                        "has its cells out of order in sheet {name}: it is not opened", name=self.sheet.name
                    )
                )
            self._go_to_row(row, self._row - 1)
        return COLUMNS[letters]

    def _open_value(self, _: Attributes) -> None:
        self._parts, self._length = [], 0
        self._take = self._add

    def _add(self, data: str) -> None:
        self._parts.append(data)
        self._length += len(data)
        if self._length > LONGEST_TEXT:
            raise too_long()

    def _ignore(self, data: str) -> None: ...

    def _close_value(self) -> None:
        self._value = "".join(self._parts)
        self._take = self._ignore

    def _open_formula(self, _: Attributes) -> None:
        self._formula = True

    def _open_text(self, _: Attributes) -> None:
        self._runs.begin()
        self._take = self._runs.add
        self._enter(self._in_text, self._ends_text, strict=True)

    def _close_text(self) -> None:
        self._text = self._runs.so_far()
        self._take = self._ignore
        self._enter(self._in_cell, self._ends_cell, strict=True)

    def _close_cell(self) -> None:
        self.opening, self.closing = self._in_row, self._ends_row
        value = self._read()
        if value == "":
            return
        column = self._column_number
        if column >= MOST_COLUMNS:
            self._refuse_extent(phrase("uses more than {most_columns} columns", most_columns=MOST_COLUMNS))
        if column > len(self._cells):
            self._cells.extend([""] * (column - len(self._cells)))
        self._cells.append(value)
        if self._formula and not isinstance(value, Spoilt):
            self.sheet.formula = self.sheet.formula or (self._row, column)
        if self._kind == "n" and (how := self._otherwise.get(self._style)):
            self.sheet.otherwise[self._row, column] = how
        if (self._may_be_struck or self._kind == "inlineStr") and self._is_struck():
            self.sheet.struck.add((self._row, column))

    def _is_struck(self) -> bool:
        style = int(self._style) if self._style.isdecimal() else 0
        struck = self._shared.styles.struck
        if style < len(struck) and struck[style]:
            return True
        if self._kind == "s":
            return bool(self._shared.struck) and int(self._value or 0) in self._shared.struck
        return self._kind == "inlineStr" and self._runs.struck

    def _read(self) -> Value:
        kind = self._kind
        if kind == "s":
            return self._shared_text(self._value)
        if kind == "inlineStr":
            return self._text or ""
        key = kind, self._style, self._value, self._formula
        known = self._memory.get(key)
        if known is None:
            if len(self._memory) > _REMEMBERED:
                self._memory.clear()
            known = self._memory[key] = self._calculated()
        return known

    def _calculated(self) -> Value:
        shown = self._shared.styles.shown
        style = int(self._style) if self._style.isdecimal() else len(shown)
        value = value_of(
            self._kind,
            self._value,
            shown[style] if style < len(shown) else None,
            formula=self._formula,
            since_1904=self._shared.since_1904,
        )
        if self._formula and value == "0" and self._shared.uncalculated:
            rule = phrase("holds a formula with the value 0 that no spreadsheet has calculated")
            return Spoilt(
                rule, remedy=phrase("open and save it in a spreadsheet, or {put_value}", put_value=PUT_VALUE)
            )
        return value

    def _shared_text(self, number: str | None) -> Value:
        if number is None or not number.strip():
            return ""
        texts = self._shared.texts
        try:
            place = int(number)
        except ValueError:
            place = -1
        if not 0 <= place < len(texts):
            return Spoilt(phrase("refers to a text that is not in the workbook"), remedy=PUT_VALUE)
        return texts[place]

    def _refuse_extent(self, what: str) -> None:
        raise RefusedError(
            phrase("{what} in sheet {name}: it is not opened", what=what, name=self.sheet.name)
        )
