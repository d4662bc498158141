"""An instance: everything that is known before deciding who flies."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from evacopt.domain.fleet import Crew, Fleet
from evacopt.domain.flight import Flight, Sortie
from evacopt.domain.group import Groups, Members
from evacopt.domain.location import Location
from evacopt.domain.pin import Pin
from evacopt.domain.policy import Policy
from evacopt.domain.share import Admission, Bloc, Share
from evacopt.domain.shown import Shown, remember
from evacopt.domain.split import Split


@dataclass(frozen=True, kw_only=True)
class Instance(Shown):
    """Locations, groups, flights and the rules between states; `begins` and `ends` in UTC minutes.

    The tables are as the user wrote them: `flights` holds no sortie, `schedule` holds all flights.
    Making one does not check it: `evacopt.domain.checks.errors_of` does, and every reader calls it.
    """

    name: str
    begins: int
    ends: int
    locations: tuple[Location, ...]
    groups: Groups
    flights: tuple[Flight, ...]
    title: str = ""
    source: str = ""
    license: str = ""
    policy: Policy = field(default_factory=Policy)
    blocs: tuple[Bloc, ...] = ()
    shares: tuple[Share, ...] = ()
    admissions: tuple[Admission, ...] = ()
    fleets: tuple[Fleet, ...] = ()
    crews: tuple[Crew, ...] = ()
    sorties: tuple[Sortie, ...] = ()
    pins: tuple[Pin, ...] = ()
    splits: tuple[Split, ...] = ()

    @cached_property
    def schedule(self) -> tuple[Flight, ...]:
        """Every flight: those listed, then the optional ones that the sorties stand for."""
        return self.flights + tuple(flight for sortie in self.sorties for flight in sortie.flights())

    @cached_property
    def flight(self) -> dict[str, Flight]:
        """Every flight of the schedule by its id."""
        return {flight.id: flight for flight in self.schedule}

    @cached_property
    def location(self) -> dict[str, Location]:
        """Every location by its id."""
        return {location.id: location for location in self.locations}

    @cached_property
    def people(self) -> int:
        """Everybody, lap infants included."""
        return int((self.groups.people * self.groups.count).sum())

    @cached_property
    def _bloc(self) -> dict[str, frozenset[str]]:
        return {bloc.bloc: frozenset(bloc.members) for bloc in self.blocs}

    def nationals(self, code: str) -> frozenset[str]:
        """The nationalities that `code` stands for: the members of a bloc, or itself."""
        return self._bloc.get(code, frozenset({code}))

    def counted(self, code: str, members: Members) -> int:
        """People among `members` of whom a row that names `code` speaks."""
        nationals = self.nationals(code)
        return sum(people for nationality, people in members if nationality in nationals)

    def accepts(self, flight: Flight, nationality: str) -> bool:
        """Whether `flight` takes parties that travel as `nationality`."""
        if flight.accepts in (("all",), ("own",)):
            return flight.accepts == ("all",) or nationality == flight.operator
        return any(nationality in self.nationals(code) for code in flight.accepts)

    def pools(self, flight: Flight) -> tuple[Share, ...]:
        """The reserves on `flight`: pools of seats in which only some may sit."""
        return tuple(share for share in self.shares if share.kind == "reserve" and share.covers(flight))

    @cached_property
    def sha256(self) -> str:
        """The hash of the content, the same for a folder, a workbook and a JSON file that say the same."""
        from evacopt.domain.digest import digest

        remember(self)
        return digest(self)
