"""A rule that a plan breaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One broken rule.

    Attributes
    ----------
    rule : str
        The rule's standard name, such as `seats` or `throughput`.
    subject : str
        What it is about, such as `AF-02` or `NIM at 2023-08-01T06:00Z`.
    text : str
        A sentence with the figures.
    """

    rule: str
    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}: {self.text}"
