"""What an export is told beyond the instance and the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evacopt.domain.clock import HOUR
from evacopt.domain.phrase import phrase

if TYPE_CHECKING:
    from evacopt.domain.call_forward import CallForward

Form = Literal["csv", "xlsx", "pdf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """How lists are drawn up, and into which kinds of file.

    Attributes
    ----------
    report_before : int
        Minutes from reporting at the meeting point to the check-in.
    offer_before : int
        Minutes before departure at which an offer of seats to others ends.
    baggage : str
        The bag limit that call-forward lists state.
    meeting_points : tuple of (location id, text)
        Where people report; elsewhere it is the name of the location.
    standby : int or None
        People on the standby list of a flight in per cent of those called; `None` for as many as are
        expected not to show up.
    calls : CallForward or None
        Whom the call-forward lists call, and who is standby; `None` for those aboard, and as `standby` says.
    release_before : int or None
        With `calls`: minutes before departure from which seats that nobody has claimed go to who stands by;
        `None` for the end of check-in.
    costs : tuple of (flight id, cents)
        What flights cost, all their sorties together; the others cost what the instance says.
    contributions : tuple of (operator, cents)
        What the Union contributes to the costs of an operator.
    letters : bool
        Whether every party called gets a text of its own as well.
    timezone : str
        The zone of local times; blank for those of the places.
    language : str
        The code of the language of lists and letters, such as `fr`.
    forms : tuple of `csv`, `xlsx`, `pdf`
    """

    report_before: int = 3 * HOUR
    offer_before: int = 6 * HOUR
    baggage: str = phrase("1 small bag")
    meeting_points: tuple[tuple[str, str], ...] = ()
    standby: int | None = None
    calls: CallForward | None = None
    release_before: int | None = None
    costs: tuple[tuple[str, int], ...] = ()
    contributions: tuple[tuple[str, int], ...] = ()
    letters: bool = False
    timezone: str = ""
    language: str = "en"
    forms: tuple[Form, ...] = field(default=("csv", "xlsx"))
