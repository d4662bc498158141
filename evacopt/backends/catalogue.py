"""Every backend as it is on this machine: version, what it can do, or why it is missing or does not start."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from evacopt.backends.registry import FAMILIES, Target, registered, target_of
from evacopt.backends.session import Session
from evacopt.errors import BackendError
from evacopt.milp.contract import Capabilities, Options


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


def require(session: Session, options: Options) -> None:
    """Refuse options that the backend of `session` cannot honour.

    Raises
    ------
    BackendError
        Naming the options and the backends that honour them.
    """
    missing = session.unhonoured(options)
    if not missing:
        return
    able = [
        other.name
        for other in catalogue()
        if other.capabilities is not None and all(getattr(other.capabilities, name) for name in missing)
    ]
    flags, others = " and ".join(f"--{name}" for name in missing), ", ".join(able) or "none"
    raise BackendError(f"the backend {session.backend} cannot honour {flags}; those that can: {others}")
