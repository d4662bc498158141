"""Instances go through every container and come back the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.files import check_instance, read_instance, write_instance
from tests.strategies import instances

CONTAINERS = ("folder", "parquet", "book.xlsx", "data.json")


def _again(instance: Instance, name: str) -> Instance:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_instance(instance, path, parquet=name == "parquet")
        return read_instance(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(instances())
def test_generated_instances_have_no_errors(instance: Instance) -> None:
    """What the strategy draws is valid: other tests rely on it."""
    assert errors_of(instance) == []


@pytest.mark.parametrize("container", CONTAINERS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(instance=instances())
def test_a_container_changes_nothing(container: str, instance: Instance) -> None:
    """Written and read again, an instance is equal and has the same hash."""
    again = _again(instance, container)
    assert again == instance
    assert again.sha256 == instance.sha256


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(instances())
def test_a_chain_of_containers_changes_nothing(instance: Instance) -> None:
    """Folder to workbook to JSON to Parquet ends where it began."""
    last = instance
    for container in CONTAINERS:
        last = _again(last, container)
    assert last.sha256 == instance.sha256


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(instances())
def test_checking_a_written_instance_gives_warnings_only(instance: Instance) -> None:
    """Whatever is said of a valid instance is a warning, and does not keep it from being read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.json"
        write_instance(instance, path)
        checked, findings = check_instance(path)
    assert checked == instance
    assert {finding.severity for finding in findings} <= {"warning"}
