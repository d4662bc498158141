"""Every backend as it is on this machine: version, what it can do, or why it is missing or does not start."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from evacopt.backends.registry import FAMILIES, Target, registered, target_of
from evacopt.backends.session import Session
from evacopt.errors import BackendError
from evacopt.milp.contract import Capabilities


@dataclass(frozen=True, slots=True)
class Listed:
    """A backend.

    Attributes
    ----------
    version : str or None
        Name and version of the engine; `None` where the backend is missing, or does not start.
    capabilities : Capabilities or None
    reason : str
        Why it is missing or does not start; blank where it does.
    installed : bool
        Whether its engine is; what is installed may still be refused memory, or be broken.
    """

    name: str
    version: str | None
    capabilities: Capabilities | None
    reason: str = ""
    installed: bool = True


def catalogue() -> tuple[Listed, ...]:
    """Every backend, asked in a child process of its own: those of evacopt first, in their order."""
    targets = [target_of(name) for name in registered()]
    targets += [Target(f"{family}:<NAME>", where) for family, where in FAMILIES.items()]
    with ExitStack() as sessions:
        opened = [sessions.enter_context(Session(name, where=where)) for name, where in targets]
        return tuple(_listed(session) for session in opened)


def _listed(session: Session) -> Listed:
    try:
        can = session.capabilities
    except (BackendError, MemoryError) as failure:
        _, missing, reason = str(failure).partition(" is not available: ")
        return Listed(session.backend, None, None, reason or str(failure), installed=not missing)
    return Listed(session.backend, session.version, can)


def refusal(backend: str, options: Sequence[str]) -> str:
    """The sentence that tells a planner which backends honour all of `options`."""
    able = [
        other.name
        for other in catalogue()
        if other.capabilities is not None and all(getattr(other.capabilities, name) for name in options)
    ]
    flags = " and ".join(f"--{option}" for option in options)
    return f"the backend {backend} cannot honour {flags}; those that can: {', '.join(able) or 'none'}"
