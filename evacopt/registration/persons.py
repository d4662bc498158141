"""The persons of a list, read cell by cell; what is missing or odd is a finding with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from evacopt.domain.finding import Finding, Severity
from evacopt.domain.phrase import phrase
from evacopt.registration import cells
from evacopt.registration.cells import MONTHS_OF_A_YEAR, OddError, Parse
from evacopt.registration.dates import order_of
from evacopt.registration.field_map import VALUED, FieldMap
from evacopt.registration.listing import Listing

INFANT_MONTHS = 24
"""Younger children may sit on a lap (ICAO Annex 6, Commission Regulation (EU) 965/2012, CAT.OP.MPA.225)."""
ADULT_MONTHS = 18 * MONTHS_OF_A_YEAR
_MOST_WORDS = 100
"""Words that the mapping file offers to be filled in."""

_TEXTS = (
    *("reference", "surname", "given_names", "name", "sex", "document_type", "document_number"),
    *("document_expiry", "document_issuer", "contact", "remark", "family"),
)
"""Fields that are taken as they are written."""

_CODES = ("reference", "family", "document_number")


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody in the list, at its `row`; texts are blank and others None where nothing is said."""

    row: int
    reference: str
    surname: str
    given_names: str
    sex: str
    birth_text: str
    born: date | None
    months: int | None
    nationality: str
    document_type: str
    document_number: str
    document_expiry: str
    document_issuer: str
    contact: str
    remark: str
    family: str
    origin: str
    priority: int | None
    ready: int | None
    registered: int | None
    stretcher: bool
    assisted: bool

    @property
    def is_infant(self) -> bool:
        """Whether the person may sit on a lap."""
        return self.months is not None and self.months < INFANT_MONTHS and not self.stretcher

    @property
    def is_adult(self) -> bool:
        """Whether the person is of age; who gives no age is taken to be."""
        return self.months is None or self.months >= ADULT_MONTHS


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a list need not say: the day by which ages are counted, where all wait, as whom they travel."""

    on: date
    origin: str = ""
    nationality: str = ""


@dataclass
class Reading:
    """A list on its way to persons."""

    listing: Listing
    mapping: FieldMap
    wishes: Wishes
    findings: list[Finding] = field(default_factory=list)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    """Words by field of which nobody knows what they stand for."""

    def __post_init__(self) -> None:
        self._places = self.mapping.places(self.listing.headings)

    def persons(self) -> list[Person]:
        """Everybody in the list, in its order."""
        if not self._look_for_columns():
            return []
        said = self._said()
        made = []
        for row in range(len(self.listing.rows)):
            values = {name: column[row] for name, column in said.items()}
            made.append(self._person(row, values))
        return made

    def _said(self) -> dict[str, list[Any]]:
        values = {name: self.mapping.values.get(name, {}) for name in VALUED}
        birth_text = self._texts("date_of_birth")
        order = self.mapping.dates or order_of(set(birth_text))
        parsers: Mapping[str, Parse] = {
            "nationality": cells.nationality_in(values["nationality"]),
            "origin": cells.origin_in(values["origin"]),
            "priority": cells.class_in(values["priority"]),
            "date_of_birth": cells.birth_in(order, self.wishes.on),
            "age": cells.age_in_months,
            "ready": cells.moment,
            "registered": cells.moment_of_form,
        }
        yesno = {name: cells.yesno_in(values[name]) for name in ("stretcher", "assisted")}
        return {
            **{name: self._texts(name) for name in _TEXTS},
            **{name: self._column(name, parse) for name, parse in parsers.items()},
            **{name: self._any(name, parse) for name, parse in yesno.items()},
            "birth_text": birth_text,
            "needs": self._needs(),
        }

    def _column(self, name: str, parse: Parse) -> list[Any]:
        """What each row says, None where it says nothing or what cannot be read."""
        columns = self._places.get(name, ())
        return self._parsed(name, columns[0], parse) if columns else [None] * len(self.listing.rows)

    def _parsed(self, name: str, column: int, parse: Parse) -> list[Any]:
        known: dict[str, Any] = {"": None}
        said = []
        for row, cells_of_row in enumerate(self.listing.rows):
            cell = cells_of_row[column]
            if cell not in known:
                try:
                    known[cell] = parse(cell) if cell.strip() else None
                except OddError as error:
                    known[cell] = error
                    self._note_unknown(name, cell)
            value = known[cell]
            if isinstance(value, OddError):
                self.tell(row, name, value.rule, value.remedy, value.severity, column=column)
                value = None
            said.append(value)
        return said

    def _note_unknown(self, name: str, cell: str) -> None:
        words = self.unknown.setdefault(name, []) if name in VALUED else []
        if len(words) < _MOST_WORDS:
            words.append(cells.text(cell))

    def _any(self, name: str, parse: Parse) -> list[bool]:
        """Whether any of the columns of a field says yes."""
        columns = [self._parsed(name, column, parse) for column in self._places.get(name, ())]
        if not columns:
            return [False] * len(self.listing.rows)
        return [any(said) for said in zip(*columns, strict=True)]

    def _texts(self, name: str) -> list[str]:
        """The text of each row under the headings of a field, blank where they say nothing."""
        parse = cells.code if name in _CODES else cells.text
        columns = [self._parsed(name, column, parse) for column in self._places.get(name, ())]
        if not columns:
            return [""] * len(self.listing.rows)
        return ["; ".join(filter(None, said)) for said in zip(*columns, strict=True)]

    def _needs(self) -> list[tuple[bool, bool, str]]:
        """Of each row: who must lie, who needs a helper, and what was not understood."""
        known: dict[str, tuple[bool, bool, bool]] = {}
        said = []
        columns = self._places.get("needs", ())
        for row, words in enumerate(self._texts("needs")):
            if words not in known:
                known[words] = cells.needs(words)
            lies, helped, odd = known[words]
            if odd:
                rule = phrase("speaks of a need that is not understood: it was put among the remarks")
                remedy = phrase("say whether it means a stretcher or a helper")
                self.tell(row, "needs", rule, remedy, "warning", column=columns[0])
            said.append((lies, helped, words if odd else ""))
        return said

    def tell(
        self,
        row: int,
        name: str,
        rule: str,
        remedy: str = "",
        severity: Severity = "error",
        *,
        column: int = -1,
    ) -> None:
        """A finding about a row, at the cell of a field where it has one."""
        places = self._places.get(name, ())
        column = column if column >= 0 else places[0] if places else 0
        heading = self.listing.headings[column] if places else name
        place = self.listing.place(row, column)
        self.findings.append(
            Finding(rule=rule, row=row, column=heading, remedy=remedy, place=place, severity=severity)
        )

    def _person(self, row: int, said: Mapping[str, Any]) -> Person:
        surname, given = said["surname"], said["given_names"]
        if not surname and not given and said["name"]:
            surname, _, given = (part.strip() for part in said["name"].partition(","))
        lies, helped, odd = said["needs"]
        lies = lies or said["stretcher"]
        person = Person(
            row=row,
            reference=said["reference"],
            surname=surname,
            given_names=given,
            sex=said["sex"],
            birth_text=said["birth_text"],
            born=said["date_of_birth"],
            months=self._months(row, said),
            nationality=said["nationality"] or self.wishes.nationality,
            document_type=said["document_type"],
            document_number=said["document_number"],
            document_expiry=said["document_expiry"],
            document_issuer=said["document_issuer"],
            contact=said["contact"],
            remark="; ".join(filter(None, (said["remark"], odd))),
            family=said["family"],
            origin=said["origin"] or self.wishes.origin,
            priority=said["priority"],
            ready=said["ready"],
            registered=said["registered"],
            stretcher=lies,
            assisted=(helped or said["assisted"]) and not lies,
        )
        self._look_for_what_is_missing(person)
        return person

    def _months(self, row: int, said: Mapping[str, Any]) -> int | None:
        """The age in whole months, by the day of birth before the age."""
        born, age, on = said["date_of_birth"], said["age"], self.wishes.on
        if born is None:
            return None if age is None else int(age)
        months = (on.year - born.year) * MONTHS_OF_A_YEAR + on.month - born.month - (on.day < born.day)
        if age is not None and abs(months - age) > 2 * MONTHS_OF_A_YEAR:
            rule = phrase(
                "does not fit the age: it makes {years} years, and was taken",
                years=months // MONTHS_OF_A_YEAR,
            )
            self.tell(row, "date_of_birth", rule, phrase("look which of them is right"), "warning")
        return int(months)

    def _look_for_what_is_missing(self, person: Person) -> None:
        """What is blank in a row, of the columns that the list has."""
        for name, (value, rule, remedy, severity) in self._needed(person).items():
            if not value and name in self._places and not self._is_filled(person.row, name):
                self.tell(person.row, name, rule, remedy, severity)

    def _needed(self, person: Person) -> dict[str, tuple[object, str, str, Severity]]:
        age = phrase("is missing, and no age is given: the person is taken to be of age")
        missing, where = phrase("is missing"), phrase("is missing: where does the person wait?")
        name = person.surname or person.given_names
        return {
            "nationality": (person.nationality, missing, phrase("write it, or remove the row"), "error"),
            "origin": (person.origin, where, phrase("write the place"), "error"),
            "date_of_birth": (person.months is not None, age, "", "warning"),
            "surname": (name, missing, "", "warning"),
        }

    def _look_for_columns(self) -> bool:
        """What no column says at all, once; whether there is any that says something of persons."""
        wishes, has = self.wishes, self._places.keys()
        lacking: list[tuple[str, str, Severity]] = []
        if not has & {"surname", "given_names", "name", "nationality"}:
            rule = phrase("has no heading that is known: its first row must name the columns")
            remedy = phrase("write a mapping file and give it with --mapping")
            self.findings.append(Finding(rule=rule, place=self.listing.name, remedy=remedy))
            return False
        if "nationality" not in has and not wishes.nationality:
            remedy = phrase("name its heading in the mapping file, or give one for all with --nationality")
            lacking.append((phrase("has no column of nationalities that is known"), remedy, "error"))
        if "origin" not in has and not wishes.origin:
            remedy = phrase("name its heading in the mapping file, or give one for all with --origin")
            lacking.append((phrase("has no column that says where people wait"), remedy, "error"))
        if not has & {"date_of_birth", "age"}:
            rule = phrase(
                "has neither ages nor days of birth that are known: everybody is taken to be of age"
            )
            lacking.append((rule, "", "warning"))
        self.findings += [
            Finding(rule=rule, place=self.listing.name, remedy=remedy, severity=severity)
            for rule, remedy, severity in lacking
        ]
        return True

    def _is_filled(self, row: int, name: str) -> bool:
        return any(self.listing.rows[row][column].strip() for column in self._places.get(name, ()))
