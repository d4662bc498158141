"""What is to be said of data that were read: as Python says it, so that no reading is silent."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

from evacopt.domain.finding import Finding
from evacopt.errors import DataWarning


def tell(findings: Iterable[Finding]) -> None:
    """Warn of each of `findings`, with `DataWarning`."""
    for finding in findings:
        warnings.warn(str(finding), DataWarning, stacklevel=3)
