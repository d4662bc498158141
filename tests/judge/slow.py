"""The rules and goals once more, with dicts and loops, straight from the modelling guide; for small plans.

Shares nothing with `evacopt.judge` but the names of rules and of what they speak of.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from evacopt.domain.clock import format_time
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.share import Share
from tests.judge.slow_airfield import AIRFIELD, is_shut, told

Named = tuple[str, str]
"""Rule and subject."""
Kind = tuple[str, tuple[str, ...]]
"""As whom a party travels, and its tags."""


class Recount:
    """A plan of known groups and flights, counted again."""

    def __init__(self, instance: Instance, plan: Plan, baseline: Plan | None = None) -> None:
        self.instance, self.plan, self.baseline = instance, plan, baseline
        self.groups = {group.id: group for group in instance.groups}
        self.flights = {flight.id: flight for flight in instance.schedule}
        self.places = {place.id: place for place in instance.locations}
        said = dict(plan.sorties)
        self.flown = {}
        for flight in instance.schedule:
            times = {"scheduled": 1, "optional": said.get(flight.id, 0), "cancelled": 0}[flight.status]
            self.flown[flight.id] = times
        self.rows = [
            (self.groups[row.group], [self.flights[code] for code in row.itinerary], row.parties)
            for row in plan.assignments
        ]
        self.gone = dict.fromkeys(self.groups, 0)
        for group, _, parties in self.rows:
            self.gone[group.id] += parties

    def aboard(self, flight: Flight) -> list[tuple[Group, int]]:
        return [(group, parties) for group, legs, parties in self.rows if flight in legs]

    def is_one_of(self, nationality: str, code: str) -> bool:
        for bloc in self.instance.blocs:
            if bloc.bloc == code:
                return nationality in bloc.members
        return nationality == code

    def of_party(self, group: Group, code: str, tag: str = "") -> int:
        if tag and tag not in group.tags:
            return 0
        if not code:
            return group.size + group.infants
        members = group.members or ((group.nationality, group.size + group.infants),)
        return sum(people for nationality, people in members if self.is_one_of(nationality, code))

    def broken(self) -> set[Named]:
        """Every rule that is broken, but for what the plan says of itself."""
        found: set[Named] = set()
        for rules in (
            self.itineraries,
            self.acceptance,
            self.on_board,
            self.reserve,
            self.promises,
            self.presence,
            self.throughput,
            self.movements,
            self.fleets,
            self.crews,
            self.full_loads,
            self.pins,
            self.parties,
            self.linear_rules,
        ):
            found.update(rules())
        for rule in AIRFIELD:
            found.update(rule(self))
        return found

    def itineraries(self) -> Iterator[Named]:
        for group, legs, _ in self.rows:
            path = ">".join(leg.id for leg in legs)
            if not self.can_be_flown(legs):
                yield "itinerary", path
            if not self.suits(group, legs):
                yield "itinerary", f"{group.id} on {path}"

    def can_be_flown(self, legs: list[Flight]) -> bool:
        stops = [legs[0].origin, *[leg.destination for leg in legs]]
        if len(legs) > self.instance.policy.max_legs or self.places[stops[-1]].role not in ("haven", "both"):
            return False
        if any(stops.count(stop) > 1 for stop in stops) or not all(
            self.can_operate(leg) and not is_shut(self, leg) for leg in legs
        ):
            return False
        return all(self.can_connect(legs[n], legs[n + 1]) for n in range(len(legs) - 1))

    def can_operate(self, leg: Flight) -> bool:
        if (
            leg.status == "cancelled"
            or leg.departs < self.instance.begins
            or leg.departs > self.instance.ends
        ):
            return False
        for place, minute in ((leg.origin, leg.departs), (leg.destination, leg.arrives)):
            opens, closes = self.places[place].opens, self.places[place].closes
            if (opens is not None and minute < opens) or (closes is not None and minute > closes):
                return False
        return True

    def can_connect(self, here: Flight, there: Flight) -> bool:
        hub = self.places[here.destination]
        if here.destination != there.origin or hub.role not in ("hub", "both"):
            return False
        if hub.role == "both" and hub.max_stay is None:
            return False
        if here.arrives + self.instance.policy.min_connection_minutes > there.departs:
            return False
        return hub.max_stay is None or there.departs - here.arrives <= hub.max_stay

    def suits(self, group: Group, legs: list[Flight]) -> bool:
        ready = self.instance.begins if group.ready is None else group.ready
        if legs[0].origin != group.origin or ready + self.instance.policy.check_in_minutes > legs[0].departs:
            return False
        if group.leave_by is not None and legs[0].departs > group.leave_by:
            return False
        haven = self.places[legs[-1].destination]
        return (
            group.destinations == () or haven.id in group.destinations or haven.country in group.destinations
        )

    def acceptance(self) -> Iterator[Named]:
        for group, legs, _ in self.rows:
            for leg in legs:
                if leg.accepts == ("all",):
                    fine = True
                elif leg.accepts == ("own",):
                    fine = leg.operator == group.nationality
                else:
                    fine = any(self.is_one_of(group.nationality, code) for code in leg.accepts)
                if not fine or (group.operators and leg.operator not in group.operators):
                    yield "acceptance", f"{group.id} on {'>'.join(leg.id for leg in legs)}"

    def seats(self, group: Group, flight: Flight) -> int:
        return group.size - group.stretchers + group.stretchers * flight.seats_per_stretcher

    def on_board(self) -> Iterator[Named]:
        ratio = self.instance.policy.assistance_ratio
        for flight in self.instance.schedule:
            aboard, times = self.aboard(flight), self.flown[flight.id]
            if sum(self.seats(group, flight) * parties for group, parties in aboard) > flight.seats * times:
                yield "seats", flight.id
            if sum(group.stretchers * parties for group, parties in aboard) > flight.stretchers * times:
                yield "stretchers", flight.id
            limit = flight.seats if flight.infants is None else flight.infants
            if sum(group.infants * parties for group, parties in aboard) > limit * times:
                yield "infants", flight.id
            assisted = sum(group.assisted * parties for group, parties in aboard)
            able = sum(
                (group.size - group.stretchers - group.assisted) * parties for group, parties in aboard
            )
            if ratio is not None and assisted * 10**6 > ratio * able:
                yield "assistance", flight.id
            people = sum((group.size + group.infants) * parties for group, parties in aboard)
            if flight.status == "optional" and people < flight.min_load * times:
                yield "min_load", flight.id

    def reserve(self) -> Iterator[Named]:
        """By the theorem of the minimum cut, over every set of nationalities."""
        shares = [share for share in self.instance.shares if share.kind == "reserve"]
        for flight in self.instance.schedule:
            times, need = self.flown[flight.id], dict[Kind, int]()
            for group, parties in self.aboard(flight):
                seats = self.seats(group, flight) * parties
                kind = group.nationality, group.tags
                need[kind] = need.get(kind, 0) + seats
            mine = [share for share in shares if share.covers(flight)]
            free = flight.seats * times - sum(share.people * times for share in mine)
            seated = sum(need.values())
            for size in range(len(need) + 1):
                for some in combinations(sorted(need), size):
                    pools = [s for s in mine if any(self.may_sit(kind, s) for kind in some)]
                    cut = sum(seats for name, seats in need.items() if name not in some)
                    cut += sum(share.people * times for share in pools)
                    seated = min(seated, cut + (free if some else 0))
            if seated < min(sum(need.values()), flight.seats * times):
                yield "reserve", flight.id

    def may_sit(self, kind: Kind, share: Share) -> bool:
        nationality, tags = kind
        of_nation = share.nationality == "" or self.is_one_of(nationality, share.nationality)
        return of_nation and share.tag in ("", *tags)

    def promises(self) -> Iterator[Named]:
        for share in self.instance.shares:
            counted = sum(
                self.of_party(group, share.nationality, share.tag) * parties
                for group, legs, parties in self.rows
                if any(share.covers(leg) for leg in legs)
            )
            if share.kind == "max" and counted > share.people:
                yield "share_max", share.id
            if share.kind == "min" and counted < share.people:
                yield "share_min", share.id
        for row in self.instance.admissions:
            landed = 0
            for group, legs, parties in self.rows:
                then = [leg for leg in legs if row.since is None or leg.arrives >= row.since]
                then = [leg for leg in then if row.until is None or leg.arrives < row.until]
                stops = [self.places[leg.destination] for leg in then]
                if any(stop.id == row.location or stop.country == row.country for stop in stops):
                    landed += self.of_party(group, row.nationality) * parties
            if row.people is not None and landed > row.people:
                yield "admission", f"{row.nationality} at {row.location or row.country}{told(row)}"

    def linear_rules(self) -> Iterator[Named]:
        counted = {term.flight for term in self.instance.terms if not term.group}
        for code in counted | {row.needs for row in self.instance.order}:
            leg = self.flights[code]
            if leg.status == "optional" and self.flown[code] and not self.can_operate(leg):
                yield "itinerary", code
        for rule in self.instance.rules:
            total = 0
            for term in self.instance.terms:
                if term.rule != rule.id:
                    continue
                times = 0 if term.group else self.flown[term.flight]
                for group, legs, parties in self.rows:
                    if group.id == term.group and term.flight in ("", *(leg.id for leg in legs)):
                        times += parties * (group.size + group.infants)
                total += term.coefficient * times
            over = 0 if rule.limit is None else total - rule.limit
            if (over > 0 and rule.kind != "at_least") or (over < 0 and rule.kind != "at_most"):
                yield "rule", rule.id

    def stays(self) -> Iterator[tuple[str, int, int, Group, int]]:
        """Place, from and to when, who, and how many parties."""
        for group, legs, parties in self.rows:
            for leg, onward in pairwise(legs):
                yield leg.destination, leg.arrives, onward.departs, group, parties
            last = legs[-1]
            stay = self.places[last.destination].stay if group.stay is None else group.stay
            until = self.instance.ends if stay is None else last.arrives + stay
            yield last.destination, last.arrives, until, group, parties

    def presence(self) -> Iterator[Named]:
        for place in self.instance.locations:
            here = [stay for stay in self.stays() if stay[0] == place.id and stay[1] < stay[2]]
            steps = {row.since: row.people for row in self.instance.capacities if row.location == place.id}
            for minute in sorted({begin for _, begin, _, _, _ in here} | {*steps}):
                capacity, since = place.capacity, min(steps, default=0) - 1
                for step, people in steps.items():
                    if since < step <= minute:
                        capacity, since = people, step
                present = sum(
                    (group.size + group.infants) * parties
                    for _, begin, until, group, parties in here
                    if begin <= minute < until
                )
                if place.role != "origin" and capacity is not None and present > capacity:
                    yield "capacity", f"{place.id} at {format_time(minute)}"

    def throughput(self) -> Iterator[Named]:
        for place in self.instance.locations:
            if place.throughput_per_hour is None:
                continue
            left: dict[int, int] = {}
            for group, legs, parties in self.rows:
                for leg in legs:
                    if leg.origin == place.id:
                        people = (group.size + group.infants) * parties
                        left[leg.departs] = left.get(leg.departs, 0) + people
            since = self.instance.begins if place.opens is None else max(self.instance.begins, place.opens)
            for minute in left:
                processed = max(0, place.throughput_per_hour * (minute - since) // 60)
                if sum(people for when, people in left.items() if when <= minute) > processed:
                    yield "throughput", f"{place.id} at {format_time(minute)}"

    def movements(self) -> Iterator[Named]:
        for place in self.instance.locations:
            for rule, length, limit in (
                ("movements_hour", 60, place.movements_per_hour),
                ("movements_day", 1440, place.movements_per_day),
            ):
                seen: dict[int, int] = {}
                for flight in self.instance.schedule:
                    for where, minute in (
                        (flight.origin, flight.departs),
                        (flight.destination, flight.arrives),
                    ):
                        if where == place.id:
                            slot = minute // length
                            seen[slot] = seen.get(slot, 0) + self.flown[flight.id]
                for slot, number in seen.items():
                    if limit is not None and number > limit:
                        yield rule, f"{place.id} at {format_time(slot * length)}"

    def fleets(self) -> Iterator[Named]:
        for fleet in self.instance.fleets:
            mine = [flight for flight in self.instance.schedule if flight.fleet == fleet.id]
            for flight in mine:
                now = flight.departs
                away = [other for other in mine if other.departs <= now < other.departs + fleet.cycle]
                if sum(self.flown[other.id] for other in away) > fleet.count:
                    yield "fleet", f"{fleet.id} at {format_time(now)}"

    def crews(self) -> Iterator[Named]:
        crews = {crew.id: crew for crew in self.instance.crews}
        manned = {fleet for crew in self.instance.crews for fleet in crew.fleets}
        work = [flight for flight in self.instance.schedule if flight.fleet in manned]
        if not self.plan.crews:
            sorties = [flight for flight in work for _ in range(self.flown[flight.id])]
            sorties.sort(key=lambda flight: flight.departs)
            if not self.can_be_crewed(sorties, []):
                yield "crew", ""
            return
        for flight_id, crew_id, _ in self.plan.crews:
            if self.flights[flight_id].fleet not in crews[crew_id].fleets:
                yield "crew", f"{crew_id} on {flight_id}"
        for flight in work:
            if sum(n for code, _, n in self.plan.crews if code == flight.id) != self.flown[flight.id]:
                yield "crew", flight.id
        for crew in self.instance.crews:
            away = [(self.flights[code].departs, n) for code, who, n in self.plan.crews if who == crew.id]
            for now, _ in away:
                if sum(n for begin, n in away if begin <= now < begin + crew.rest) > crew.count:
                    yield "crew", f"{crew.id} at {format_time(now)}"

    def can_be_crewed(self, sorties: list[Flight], taken: list[tuple[str, int]]) -> bool:
        if not sorties:
            return True
        first, rest = sorties[0], sorties[1:]
        for crew in self.instance.crews:
            away = sum(1 for who, back in taken if who == crew.id and back > first.departs)
            if first.fleet in crew.fleets and (crew.rest == 0 or away < crew.count):
                back = first.departs + crew.rest
                if self.can_be_crewed(rest, [*taken, (crew.id, back)]):
                    return True
        return False

    def full_loads(self) -> Iterator[Named]:
        for place in self.instance.locations:
            out = [f for f in self.instance.schedule if f.origin == place.id and f.status == "optional"]
            aboard = sum(group.size * parties for flight in out for group, parties in self.aboard(flight))
            offered = sum(flight.seats * self.flown[flight.id] for flight in out)
            waiting = [g for g in self.groups.values() if g.origin == place.id and self.gone[g.id] < g.count]
            if (
                self.instance.policy.full_loads
                and place.role in ("origin", "both")
                and aboard != offered
                and waiting
            ):
                yield "full_loads", place.id

    def pins(self) -> Iterator[Named]:
        for pin in self.instance.pins:
            counted, name = 0, pin.group
            for group, legs, parties in self.rows:
                path = tuple(leg.id for leg in legs)
                fits = path == pin.itinerary if pin.itinerary else pin.flight in ("", *path)
                counted += parties if fits and group.id == pin.group else 0
            if pin.itinerary or pin.flight:
                name += " on " + (">".join(pin.itinerary) or pin.flight)
            if counted < pin.parties and pin.kind != "at_most":
                yield "pin", name
            if counted > pin.parties and pin.kind != "at_least":
                yield "pin", name

    def parties(self) -> Iterator[Named]:
        for group in self.groups.values():
            if self.gone[group.id] > group.count:
                yield "parties", group.id

    def goals(self) -> list[tuple[str, int]]:
        """The goals of the policy in order."""
        values: list[tuple[str, int]] = []
        for objective in self.instance.policy.objectives:
            counted = getattr(self, f"goal_{objective}")()
            values += counted if isinstance(counted, list) else [(objective, counted)]
        return values

    def class_weight(self, group: Group) -> int:
        return dict(self.instance.policy.priority_weights).get(group.priority, 1)

    def staying(self) -> Iterator[tuple[Group, int]]:
        for group in self.groups.values():
            yield group, group.count - self.gone[group.id]

    def goal_unserved(self) -> list[tuple[str, int]]:
        if self.instance.policy.priority_rule == "weighted":
            worth = {
                g.id: g.weight if g.weight is not None else (g.size + g.infants) * self.class_weight(g)
                for g in self.groups.values()
            }
            return [("unserved", sum(worth[group.id] * left for group, left in self.staying()))]
        classes = sorted({group.priority for group in self.groups.values()})
        return [
            (
                f"unserved[{number}]",
                sum((g.size + g.infants) * left for g, left in self.staying() if g.priority == number),
            )
            for number in classes
        ]

    def goal_fairness(self) -> list[tuple[str, int]]:
        stay: dict[str, int] = {}
        everybody: dict[str, int] = {}
        for group, left in self.staying():
            for nation, people in group.members or ((group.nationality, group.size + group.infants),):
                stay[nation] = stay.get(nation, 0) + people * left
                everybody[nation] = everybody.get(nation, 0) + people * group.count
        shares = [-((-(10**6) * stay[nation]) // everybody[nation]) for nation in stay]
        shares.sort(reverse=True)
        levels = min(self.instance.policy.fairness_levels, len(shares))
        return [(f"fairness[{level + 1}]", sum(shares[: level + 1])) for level in range(levels)]

    def goal_waiting(self) -> int:
        result, ends = 0, self.instance.ends
        for group, legs, parties in self.rows:
            result += self.waited(group, legs[0].departs) * parties
        return result + sum(self.waited(group, ends) * left for group, left in self.staying())

    def waited(self, group: Group, until: int) -> int:
        ready = self.instance.begins if group.ready is None else group.ready
        hours, begun = divmod(max(until - ready, 0), 60)
        return self.class_weight(group) * (group.size + group.infants) * (hours + (1 if begun else 0))

    def goal_cost(self) -> int:
        optional = [flight for flight in self.instance.schedule if flight.status == "optional"]
        aboard = sum(
            leg.cost_per_person * (group.size + group.infants) * parties
            for group, legs, parties in self.rows
            for leg in legs
        )
        return aboard + sum(flight.cost * self.flown[flight.id] for flight in optional)

    def goal_risk(self) -> int:
        risk = 0
        for group, legs, parties in self.rows:
            aboard = sum(leg.risk_ppm for leg in legs) * (group.size + group.infants)
            risk += (aboard + self.risk_of_waiting(group, legs[0].departs)) * parties
        return risk + sum(
            self.risk_of_waiting(group, self.instance.ends) * left for group, left in self.staying()
        )

    def risk_of_waiting(self, group: Group, until: int) -> int:
        ready = self.instance.begins if group.ready is None else group.ready
        hours = max(0, until - ready + 59) // 60
        return self.places[group.origin].risk_ppm_per_hour * (group.size + group.infants) * hours

    def goal_flights(self) -> int:
        return sum(self.flown[f.id] for f in self.instance.schedule if f.status == "optional")

    def goal_changes(self) -> int:
        result = 0
        for group in self.groups.values() if self.baseline else ():
            now, then = (self.choices(plan, group) for plan in (self.plan, self.baseline))
            same = sum(min(now[path], then.get(path, 0)) for path in now)
            result += (group.size + group.infants) * (group.count - same)
        return result

    def choices(self, plan: Plan | None, group: Group) -> dict[tuple[str, ...], int]:
        """Parties by itinerary; the empty itinerary is staying."""
        chosen: dict[tuple[str, ...], int] = {}
        for row in plan.assignments if plan else ():
            if row.group == group.id:
                chosen[row.itinerary] = chosen.get(row.itinerary, 0) + row.parties
        chosen[()] = max(0, group.count - sum(chosen.values()))
        return chosen

    def goal_clearance(self) -> int:
        return max((legs[0].departs - self.instance.begins for _, legs, _ in self.rows), default=0)
