"""A rule that a plan breaks."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.brief import LONGEST, fitted


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

    @property
    def kind(self) -> tuple[str, ...]:
        """The same for violations of one rule."""
        return (self.rule,)

    def __str__(self) -> str:
        rule, subject, text = fitted((self.rule, self.subject, self.text), LONGEST - len(" : "))
        return f"{rule} {subject}: {text}"
