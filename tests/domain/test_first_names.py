"""Names in a sentence, of many only the first."""

from __future__ import annotations

import pytest

from evacopt.domain.first_names import first_names


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], ""),
        (["F1"], "F1"),
        (["F1", "F2"], "F1, F2"),
        (["F1", "F2", "F3"], "F1, F2 and 1 more"),
        (["F1", "F2", *["F3"] * 1200], "F1, F2 and 1,200 more"),
    ],
)
def test_what_is_not_named_is_counted(names: list[str], told: str) -> None:
    """As many as may be are named, and nothing is said of more where there are none."""
    assert first_names(names, 2) == told
