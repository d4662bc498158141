"""What cannot be read for certain, and what to write instead."""

from __future__ import annotations

from evacopt.domain.phrase import joined


class MisreadError(ValueError):
    """Text that breaks the grammar of its cell: `rule` and `remedy` are phrases for a finding."""

    def __init__(self, rule: str, remedy: str = "") -> None:
        super().__init__(joined("; ", filter(None, (rule, remedy))))
        self.rule, self.remedy = rule, remedy
