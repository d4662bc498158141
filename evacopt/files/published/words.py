"""What the published formats share: a nationality for nobody in particular, and the last check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.errors import InstanceError

NOBODY = "XXX"
"""ICAO 9303 for a person of unspecified nationality: the published formats know none."""


def checked(path: Path, instance: Instance) -> Instance:
    """`instance`, if it breaks no rule of the data.

    Raises
    ------
    InstanceError
        If it breaks one, such as a total that is too large; the place is the file.
    """
    findings = errors_of(instance)
    if findings:
        raise InstanceError([replace(finding, place=path.name) for finding in findings])
    return instance
