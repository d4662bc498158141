"""The exceptions of evacopt.

    EvacoptError
    ├── InvalidInput            exit 3   carries every finding, not only the first
    │   ├── InstanceError                an instance breaks a rule of the data model
    │   ├── PlanError                    a plan file cannot be read, or is not of this instance
    │   └── NamesError                   a file of names cannot be joined; says rows and codes, never a name
    ├── LedgerError             exit 3   the file of a board cannot be read, or was altered; says where
    ├── UsageError              exit 2   options that do not go together
    ├── OutputError             exit 2   a file exists already, or cannot be written
    ├── BackendError            exit 7   a backend is missing or cannot do what was asked
    └── ProgressError           exit 1   `on_progress` or `should_stop` raised; has what was reached

*No plan in time* and *infeasible* are results, not exceptions. Anything else that escapes is a bug (exit 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evacopt.domain.finding import first_lines
from evacopt.domain.phrase import why

if TYPE_CHECKING:
    from evacopt.domain.finding import Finding


class EvacoptError(Exception):
    """Base of everything that evacopt raises on purpose."""

    @property
    def why(self) -> str:
        """The text, still a phrase where it was made as one: what `str()` gives is none any more."""
        return why(self)


class InvalidInput(EvacoptError):
    """Data that breaks a rule; `findings` has all of them, errors first, and the text the first fifty."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(first_lines(self.findings)))


class InstanceError(InvalidInput):
    """An instance that breaks the data model."""


class PlanError(InvalidInput):
    """A plan file that cannot be read, or that belongs to another instance."""


class NamesError(InvalidInput):
    """A file of names that cannot be joined to the codes of a plan."""


class LedgerError(EvacoptError):
    """The file of a board that is none, is in use by another server, or was altered; says where."""


class DataWarning(UserWarning):
    """Data were read in a way that a person may not expect, such as a hidden row like the others."""


class UsageError(EvacoptError):
    """Options that do not go together, or a path that is not there."""


class OutputError(EvacoptError):
    """A file that exists already or cannot be written."""


class BackendError(EvacoptError):
    """A backend that is missing, or that cannot do what was asked of it."""


class ProgressError(EvacoptError):
    """What `on_progress` or `should_stop` raised, which is its `__cause__`.

    Attributes
    ----------
    result : what the function would have given: the run was ended there, and its best judged plan kept
    """

    def __init__(self, text: str, result: object) -> None:
        self.result = result
        super().__init__(text, result)

    def __str__(self) -> str:
        return str(self.args[0])
