"""Headings in four languages, and as forms write them."""

from __future__ import annotations

import pytest

from evacopt.registration.headings import FIELDS, bare, recognised, words_of

LISTS = {
    "English": "Family number;Surname;Given names;Sex;Date of birth;Nationality;Passport number;Phone number",
    "French": "Numéro de famille;Nom;Prénoms;Sexe;Date de naissance;Nationalité;N° de passeport;Téléphone",
    "German": "Familien-ID;Nachname;Vorname;Geschlecht;Geburtsdatum;Staatsangehörigkeit;Reisepass-Nr.;Handy",
    "Spanish": "N.º de familia;Apellidos;Nombres;Sexo;Fecha de nacimiento;Nacionalidad;Pasaporte;Móvil",
    "KoboToolbox": "people/family/_parent_index;p/surname;p/first_name;p/sex;p/Date of birth (day);"
    "p/nationality;p/passport_no;contact/phone",
    "ODK Central": "PARENT_KEY;person-surname;person-first_name;person-sex;person-dob;person-nationality;"
    "person-passport_number;person-phone",
}
SAID = [
    "family",
    "surname",
    "given_names",
    "sex",
    "date_of_birth",
    "nationality",
    "document_number",
    "contact",
]


@pytest.mark.parametrize("language", LISTS)
def test_headings_are_recognised(language: str) -> None:
    """Whatever the language, accents, capitals, groups and remarks in brackets."""
    found = recognised(LISTS[language].split(";"))
    assert {field: columns[0] for field, columns in found.items()} == {
        field: place for place, field in enumerate(SAID)
    }


def test_one_word_means_one_field() -> None:
    """No heading stands under two fields, and none twice."""
    words = [bare(word) for field in FIELDS for word in words_of("headings")[field]]
    assert sorted(words) == sorted(set(words))


def test_the_surest_heading_counts() -> None:
    """Of two columns the one that says it more plainly; `Name` beside `Vorname` is the surname."""
    assert recognised(["ID", "Registration number", "Name"]) == {"reference": (1,), "name": (2,)}
    assert recognised(["Name", "Vorname"]) == {"surname": (0,), "given_names": (1,)}


def test_what_may_be_said_twice_and_what_may_not() -> None:
    """A telephone and an address are both contacts; two columns of names are for a person to decide."""
    found = recognised(["Phone", "E-mail", "needs/wheelchair", "one/name", "two/name"])
    assert found == {"name": (3, 4), "contact": (0, 1), "assisted": (2,)}


def test_what_is_about_something_else_is_not_taken() -> None:
    """A place of birth is no place where somebody waits."""
    assert recognised(["Place of birth", "Mother's surname", "Country of residence", "q17"]) == {}
