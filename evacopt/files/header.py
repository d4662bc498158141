"""The keys of an instance and of its policy, and `instance.toml`, which holds them in a folder."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from evacopt.domain.fields import FORMAT, HEADER, POLICY
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase
from evacopt.domain.policy import Policy
from evacopt.files.cells import native
from evacopt.files.encoding import not_utf8
from evacopt.files.headings import is_note
from evacopt.files.raw import RawTable, code_values

HEADER_FILE = "instance.toml"
_KEYS = ("format", *(field.column for field in HEADER))
_POLICY_KEYS = tuple(field.column for field in POLICY)


def read_header(path: Path) -> tuple[dict[str, RawTable], list[Finding]]:
    """The raw tables `instance` and `policy` of a TOML file, and what is wrong with its form."""
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"), parse_float=_decimal)
    except UnicodeDecodeError as error:
        return {}, [
            Finding(rule=not_utf8(error.object).rule, place=path.name, remedy=phrase("save it as UTF-8"))
        ]
    except OSError as error:
        return {}, [
            Finding(rule=phrase("cannot be read: {strerror}", strerror=error.strerror), place=path.name)
        ]
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return {}, [Finding(rule=phrase("is no TOML: {error}", error=str(error)), place=path.name)]
    return header_tables(content, path.name, f"{path.name} [policy]")


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(phrase("{text} is no number", text=text)) from None


def header_tables(
    content: Mapping[str, Any], where: str, policy_where: str, others: tuple[str, ...] = ()
) -> tuple[dict[str, RawTable], list[Finding]]:
    """The raw tables of native keys, as TOML and JSON have them.

    Other tables must be gone from `content`; `others` are their names, for suggestions.
    """
    keys = {key: value for key, value in content.items() if key != "policy"}
    findings = _unknown(keys, _KEYS, "instance", where, (*_KEYS, "policy", *others))
    tables = {"instance": _one_row("instance", keys, where)}
    policy = content.get("policy", {})
    if isinstance(policy, dict):
        findings += _unknown(policy, _POLICY_KEYS, "policy", policy_where, _POLICY_KEYS)
        tables["policy"] = _one_row("policy", policy, policy_where)
    else:
        findings.append(
            Finding(rule=phrase("must hold the keys of the policy"), column="policy", place=where)
        )
    return tables, findings


def _one_row(name: str, keys: Mapping[str, Any], where: str) -> RawTable:
    columns = {key: code_values([value]) for key, value in keys.items()}
    return RawTable(name=name, columns=columns, rows=1, place=lambda row, column: where, native=True)


def _unknown(
    keys: Mapping[str, Any], known: tuple[str, ...], table: str, where: str, near: tuple[str, ...]
) -> list[Finding]:
    return [
        Finding(
            rule=phrase("is no key"), table=table, column=key, place=where, remedy=did_you_mean(key, near)
        )
        for key in keys
        if key not in known and not is_note(key)
    ]


def header_cells(instance: Instance) -> tuple[dict[str, Any], dict[str, Any]]:
    """The keys of the instance and of its policy as JSON values, blank ones left out."""
    keys = {field.column: native(field, getattr(instance, field.attribute)) for field in HEADER}
    return _filled(keys), policy_cells(instance.policy)


def policy_cells(policy: Policy) -> dict[str, Any]:
    """The keys of a policy as JSON values, blank ones left out."""
    return _filled({field.column: native(field, getattr(policy, field.attribute)) for field in POLICY})


def _filled(keys: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if value not in (None, "", {}, [])}


def header_text(instance: Instance) -> str:
    """The text of `instance.toml` for `instance`."""
    keys, policy = header_cells(instance)
    lines = [f"{key} = {_toml_value(value)}" for key, value in {"format": FORMAT, **keys}.items()]
    lines += ["", "[policy]"]
    lines += [f"{key} = {_toml_value(value)}" for key, value in policy.items()]
    return "\n".join(lines) + "\n"


def _toml_value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_toml_value(number)}" for key, number in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
