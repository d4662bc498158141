"""Proofs changed in one thing or another: names, numbers, cuts, pools, branches."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from evacopt.domain.certificate import Branch, Cut, GoalProof, Key, Leaf, Name, RowBranch, Tree
from evacopt.domain.flight import Flight
from evacopt.judge.keys import Keys, words
from evacopt.judge.limits import SAFE
from evacopt.judge.rows import Entries, Family, ints
from tests.forged.truths import Truth

HUGE = (2**31, 2**62, 2**63, 2**70, 10**30)
Rename = Callable[[Key, Random], Name]


def changed(tree: Tree, change: Callable[[Leaf], Leaf]) -> Tree:
    """The tree with every leaf changed."""
    if isinstance(tree, Leaf):
        return change(tree)
    return replace(tree, down=changed(tree.down, change), up=changed(tree.up, change))


def names_of(tree: Tree) -> set[Name]:
    """All rows that a tree names."""
    if not isinstance(tree, Leaf):
        return names_of(tree.down) | names_of(tree.up)
    return {name for name, _ in tree.multipliers}


def with_names(proof: GoalProof, rename: Callable[[Name], Name]) -> GoalProof:
    """The proof with all its rows and columns called otherwise."""

    def amounts(given: tuple[tuple[Name, int], ...]) -> tuple[tuple[Name, int], ...]:
        return tuple((rename(name), amount) for name, amount in given)

    def tree(node: Tree) -> Tree:
        if isinstance(node, Leaf):
            return replace(node, multipliers=amounts(node.multipliers))
        if isinstance(node, RowBranch):
            return RowBranch(rename(node.row), node.at, tree(node.down), tree(node.up))
        return Branch(rename(node.column), node.at, tree(node.down), tree(node.up))

    cuts = tuple(replace(cut, amounts=amounts(cut.amounts)) for cut in proof.cuts)
    return replace(proof, tree=tree(proof.tree), cuts=cuts)


def in_words(content: Any) -> Any:
    """The object of a certificate file in the first form; what is there twice is there once."""
    if isinstance(content, dict):
        new = {key: in_words(value) for key, value in content.items()}
        for key in ("multipliers", "amounts"):
            if key in content:
                new[key] = {_said(name): amount for name, amount in content[key]}
        for key in {"column", "row"} & content.keys():
            new[key] = _said(content[key])
        if "conflict" in content:
            new["conflict"] = [_said(name) for name in content["conflict"]]
        return {**new, "format": "evacopt-certificate/1"} if "format" in content else new
    return [in_words(row) for row in content] if isinstance(content, list) else content


def _said(name: Name | list[str]) -> str:
    return name if isinstance(name, str) else _words(tuple(name))


def clash(keys: Keys, rng: Random) -> Callable[[Name], Name]:
    """Another thing of the same words where there is one, the words, or the words taken apart elsewhere."""
    alike: dict[str, list[Key]] = {}
    for key in keys:
        alike.setdefault(words(key), []).append(key)

    def rename(name: Name) -> Name:
        if isinstance(name, str) or rng.random() < 0.5:
            return name
        said = _words(name)
        others = [key for key in alike.get(said, ()) if key != name]
        if others and rng.random() < 0.8:
            return rng.choice(others)
        return rng.choice((said, said, _taken_apart(name, rng)))

    return rename


def _words(key: Key) -> str:
    try:
        return words(key)
    except (IndexError, ValueError):
        return " ".join(key)


def _taken_apart(key: Key, rng: Random) -> Key:
    """The parts behind the first joined, and parted at another place."""
    sign = rng.choice((" on ", " ", ",", "+", " at ", ">"))
    parts = sign.join(key[1:]).split(rng.choice((" on ", " ", ",", "+", " at ", " #")))
    return key[0], *parts


def misnamed(keys: Keys, rng: Random) -> Callable[[Name], Name]:
    """Another row, another rule, a part more or less, or a part that looks the same."""
    known = list(keys)

    def rename(name: Name) -> Name:
        if isinstance(name, str) or rng.random() < 0.4:
            return name
        return rng.choice((_another(known, rng), _another_rule(known, name, rng), _other_parts(name, rng)))

    return rename


def _another(known: list[Key], rng: Random) -> Key:
    return rng.choice(known)


def _another_rule(known: list[Key], name: Key, rng: Random) -> Key:
    rule = rng.choice((rng.choice(known)[0], name[0] + " at least", name[0].removesuffix(" at least"), ""))
    return rule, *name[1:]


def _other_parts(name: Key, rng: Random) -> Key:
    at = rng.randrange(len(name))
    part = rng.choice(
        (
            unicodedata.normalize("NFD", name[at]),
            unicodedata.normalize("NFKC", name[at]),
            name[at].lower(),
            name[at] + " ",
            name[at] + "\n",
            "",
        )
    )
    return rng.choice((name[:at], (*name, part), (*name[:at], part, *name[at + 1 :]), name[::-1]))


def miscounted(truth: Truth, proof: GoalProof, rng: Random) -> GoalProof:
    """Multipliers left out, raised, negated, exchanged, of more rows; another denominator."""
    known = list(truth.relaxation.row)

    def leaf(old: Leaf) -> Leaf:
        rows = list(old.multipliers)
        how = rng.randrange(7)
        if how == 0:
            return replace(old, scale=max(0, old.scale // rng.choice((2, 3, 10**9))))
        if how == 1:
            return replace(old, multipliers=tuple(row for row in rows if rng.random() < 0.8))
        if how == 2:
            amounts = [p for _, p in rows]
            rng.shuffle(amounts)
            return replace(old, multipliers=tuple(zip((name for name, _ in rows), amounts, strict=True)))
        if how == 3:
            return replace(old, multipliers=(*rows, *rows))
        if how == 4:
            amount = rng.choice((1, -1, old.scale, -old.scale, rng.choice(HUGE), -rng.choice(HUGE)))
            more = rng.choice(known), amount
            return replace(old, multipliers=(*(row for row in rows if row[0] != more[0]), more))
        times = (1, 1, 1, 2, -1, 0, rng.choice(HUGE), -rng.choice(HUGE))
        given = tuple((name, p * rng.choice(times)) for name, p in rows)
        return replace(old, multipliers=given, scale=old.scale * rng.choice((1, 1, 1, rng.choice(HUGE))))

    return replace(proof, tree=changed(proof.tree, leaf))


def cut_short(truth: Truth, proof: GoalProof, rng: Random, *, clashing: bool = False) -> GoalProof:
    """A cut that says less than fits, in use; columns by key or in words, now and then of another flight.

    With `clashing` it is of a flight whose sorties have the words of a way, where there is one.
    """
    relaxation = truth.relaxation
    legs = (truth.called_as_ways if clashing else ()) or truth.instance.schedule
    tried = (_some_aboard(truth, leg, rng) for leg in rng.choices(legs, k=2))
    leg, some, amounts, fitting = max(tried, key=lambda cut: cut[3])
    least = rng.choice((1, 1, fitting, (fitting + 1) // 2, rng.choice(HUGE)))
    most = fitting - max(least, 1)
    named = tuple(words(key) if rng.random() < 0.2 else key for key in some)
    flight = leg.id if rng.random() < 0.9 else rng.choice(truth.instance.schedule).id
    cut = Cut(flight, tuple(zip(named, amounts, strict=True)), most)
    if max(map(abs, (most, *amounts))) < SAFE and rng.random() < 0.7:
        given = ints(relaxation.column[key] for key in some)
        entries = Entries.points(given, ints([0]), ints(amounts))
        number = [goal.goal for goal in truth.plan.goals].index(proof.goal)
        tree: Tree = truth.exploited(number, Family("cut", lambda _: ("0",), ints([most]), entries))
    else:
        more = rng.choice((("cut", "0"), "cut 0")), rng.choice((1, 2**16, 10**6, rng.choice(HUGE)))
        tree = changed(proof.tree, lambda leaf: replace(leaf, multipliers=(*leaf.multipliers, more)))
    return replace(proof, cuts=(cut, *proof.cuts), tree=tree)


def _some_aboard(truth: Truth, leg: Flight, rng: Random) -> tuple[Flight, list[Key], list[int], int]:
    """Some columns of a flight, now and then one of another, amounts, and what fits of them."""
    columns = list(truth.relaxation.column)
    aboard = [key for key in columns if key[0] == "travel" and leg.id in key[2:]]
    some = rng.sample(aboard, rng.randint(len(aboard) // 2, len(aboard)))
    if rng.random() < 0.1:
        column = rng.choice(columns)
        some += [column] if column not in some else []
    amounts = [rng.choice((1, 2, 3, 0, -1, rng.choice(HUGE))) if rng.random() < 0.05 else 1 for _ in some]
    return leg, some, amounts, _fitting(truth, leg, some, amounts)


def _fitting(truth: Truth, leg: Flight, columns: list[Key], amounts: list[int]) -> int:
    """What fits on a flight by its seats, counted from the instance alone; who takes no seat counts for 0."""
    groups, relaxation = truth.instance.groups, truth.relaxation
    worth = [0] + [-1] * (leg.seats * leg.most_sorties)
    for key, amount in zip(columns, amounts, strict=True):
        if key[0] == "travel" and leg.id in key[2:] and amount > 0:
            party = groups[groups.row[key[1]]]
            need = party.size + party.stretchers * (leg.seats_per_stretcher - 1)
            for _ in range(int(relaxation.upper[relaxation.column[key]])):
                for seats in range(len(worth) - 1, need - 1, -1):
                    if worth[seats - need] >= 0:
                        worth[seats] = max(worth[seats], worth[seats - need] + amount)
    return max(worth)


def pooled(truth: Truth, proof: GoalProof, rng: Random) -> GoalProof:
    """Flights as pools where there were none, now and then one in two of them, or one that is not there.

    Half of them with a row that is counted modulo a number, a third with a surrogate knapsack.
    """
    flights = [leg.id for leg in truth.instance.schedule]
    codes = [*flights, *truth.instance.groups.id, "seats F", ""] if rng.random() < 0.2 else flights

    def heaps() -> tuple[tuple[str, ...], ...]:
        if rng.random() < 0.3:
            return (tuple(flights),)
        if rng.random() < 0.3:
            return tuple((flight,) for flight in flights)
        return tuple(
            tuple(rng.choice(codes) for _ in range(rng.randint(0, 3))) for _ in range(rng.randint(1, 3))
        )

    pools, congruence = heaps(), None
    if rng.random() < 0.5:
        rows: list[Name] = list(truth.relaxation.row)
        modulus = rng.choice((0, 1, 2, 2, 3, 3, 5, 7, -2, rng.choice(HUGE)))
        congruence = rng.choice([*(name for name in names_of(proof.tree)), *rows]), modulus
    surrogate = tuple(rng.choice(heaps())) if rng.random() < 0.3 else ()
    tampered = miscounted(truth, proof, rng) if rng.random() < 0.7 else proof

    def pool(leaf: Leaf) -> Leaf:
        return replace(leaf, pools=pools, congruence=congruence, surrogate=surrogate)

    return replace(tampered, tree=changed(tampered.tree, pool))


def branched(truth: Truth, proof: GoalProof, rng: Random) -> GoalProof:
    """A side said to be empty, a branch elsewhere, sides exchanged, a column that is not there or a row."""
    tree, empty = proof.tree, Leaf(0, ())
    if isinstance(tree, Leaf) or rng.random() < 0.4:
        kind, keys = rng.choice(((Branch, truth.relaxation.column), (RowBranch, truth.relaxation.row)))
        columns: list[Name] = [*keys, *names_of(tree)]
        column = rng.choice(columns)
        column = words(column) if rng.random() < 0.3 and not isinstance(column, str) else column
        dead = rng.choice((empty, Leaf(0, tree.multipliers) if isinstance(tree, Leaf) else empty, Leaf(1)))
        at = rng.choice((-1, 0, 1, 5, rng.choice(HUGE), -rng.choice(HUGE)))
        sides = [tree, dead]
        rng.shuffle(sides)
        return replace(proof, tree=kind(column, at, *sides))
    moved = replace(tree, at=tree.at + rng.choice((-1, 1, 5, rng.choice(HUGE))))
    other = rng.choice(
        (moved, replace(tree, down=tree.up, up=tree.down), replace(tree, down=empty), replace(tree, up=empty))
    )
    return replace(proof, tree=other)
