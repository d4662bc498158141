"""Certificate files: a round trip changes nothing, and what is no certificate is refused with its place."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.certificate import Branch, Certificate, Cut, GoalProof, Leaf, Rounding, RowBranch, Tree
from evacopt.errors import OutputError, PlanError
from evacopt.files import certificate_object, read_certificate, write_certificate
from evacopt.files.certificate_file import certificate_of

NAMES = st.sampled_from(["seats F1", "parties GÄ-1", "held fairness[1]", 'cut "0"'])
KEYS = NAMES | st.lists(NAMES, min_size=1, max_size=3).map(tuple)
WHOLE = st.integers(-(2**70), 2**70)
AMOUNTS = st.dictionaries(KEYS, WHOLE, max_size=3).map(lambda amounts: tuple(amounts.items()))
POOLS = st.lists(st.lists(NAMES, max_size=2).map(tuple), max_size=2).map(tuple)
LEAVES = st.builds(Leaf, WHOLE, AMOUNTS, POOLS, st.none() | st.tuples(KEYS, WHOLE))
TREES: st.SearchStrategy[Tree] = st.recursive(
    LEAVES, lambda inner: st.builds(Branch, KEYS, WHOLE, inner, inner), max_leaves=4
)
CUTS = st.lists(st.builds(Cut, NAMES, AMOUNTS, WHOLE), max_size=2).map(tuple)
ROUNDINGS = st.lists(
    st.builds(Rounding, WHOLE, AMOUNTS, st.lists(KEYS, max_size=2).map(tuple)), max_size=2
).map(tuple)
PROOFS = st.lists(st.builds(GoalProof, NAMES, WHOLE, TREES, CUTS, st.booleans(), ROUNDINGS), max_size=2).map(
    tuple
)
OF_PLANS = st.builds(
    Certificate,
    instance_name=NAMES,
    instance_sha256=st.just("0" * 64),
    values=st.lists(st.tuples(NAMES, WHOLE), max_size=3).map(tuple),
    proofs=PROOFS,
)
OF_CONFLICTS = st.builds(
    Certificate,
    instance_name=NAMES,
    instance_sha256=st.just("f" * 64),
    conflict=st.lists(KEYS, max_size=2).map(tuple),
    contradiction=TREES,
)
ONE = Certificate(
    instance_name="one",
    instance_sha256="0" * 64,
    values=(("cost", 3),),
    proofs=(GoalProof("cost", 2, Branch(("sorties", "F1"), 0, Leaf(1), Leaf(0, ((("seats", "F1"), 5),)))),),
)


@given(OF_PLANS | OF_CONFLICTS)
def test_a_round_trip_changes_nothing(certificate: Certificate) -> None:
    """Keys and words in any script and numbers of any size come back as they were."""
    text = json.dumps(certificate_object(certificate))
    assert certificate_of(json.loads(text), "file") == certificate


def test_a_file_is_private_whole_and_the_same_twice(tmp_path: Path) -> None:
    """Only its owner reads it; equal certificates give equal bytes; an existing file needs force."""
    path, again = tmp_path / "a.json", tmp_path / "b.json"
    write_certificate(ONE, path)
    write_certificate(ONE, again)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == again.read_bytes()
    assert read_certificate(path) == ONE
    with pytest.raises(OutputError, match="exists already"):
        write_certificate(ONE, path)
    write_certificate(ONE, path, force=True)


def test_wholesale_is_written_only_where_it_is_so() -> None:
    """Once where all proofs are, as it always was; of single proofs where there are both kinds."""
    (by_pairs,) = ONE.proofs
    by_commodities = replace(by_pairs, wholesale=True)
    for proofs, of_all, of_each in (
        ((by_pairs,), None, [None]),
        ((by_commodities,), True, [None]),
        ((by_pairs, by_commodities), None, [None, True]),
    ):
        content = certificate_object(replace(ONE, proofs=proofs))
        assert content.get("wholesale") is of_all
        assert [proof.get("wholesale") for proof in content["proofs"]] == of_each
        assert certificate_of(content, "file").proofs == proofs


def test_pools_are_written_only_where_there_are_any() -> None:
    """Leaves without them keep the bytes that they always had."""
    leaf = {"node": "leaf", "scale": 1, "multipliers": []}
    for tree, made in (
        (Leaf(1), leaf),
        (Leaf(1, (), (("F1", "F2"), ("F3",))), {**leaf, "pools": [["F1", "F2"], ["F3"]]}),
        (Leaf(1, (), (), (("seats", "F"), 5)), {**leaf, "congruence": (("seats", "F"), 5)}),
        (Leaf(1, surrogate=("F1", "F2")), {**leaf, "surrogate": ["F1", "F2"]}),
        (
            RowBranch(("parties", "G"), 0, Leaf(1), Leaf(1)),
            {"node": "row", "row": ("parties", "G"), "at": 0, "down": leaf, "up": leaf},
        ),
    ):
        proofs = (GoalProof("cost", 2, tree),)
        content = certificate_object(replace(ONE, proofs=proofs))
        assert content["proofs"][0]["tree"] == made
        assert certificate_of(json.loads(json.dumps(content)), "file").proofs == proofs


def _edited(**changes: Any) -> dict[str, Any]:
    return {**certificate_object(ONE), **changes}


def _proof(**changes: Any) -> dict[str, Any]:
    return _edited(proofs=[{**certificate_object(ONE)["proofs"][0], **changes}])


LEAF: dict[str, Any] = {"node": "leaf", "scale": 1, "multipliers": []}
BRANCH = {"node": "branch", "column": "v", "at": 0, "down": LEAF, "up": LEAF}
WRONG: list[tuple[str, Any]] = [
    ("Expected `object`, got `array`", []),
    ("Invalid enum value 'evacopt-certificate/3'", _edited(format="evacopt-certificate/3")),
    ("Object contains unknown field `more`", _edited(more=1)),
    ("Object missing required field `instance`", {"format": "evacopt-certificate/1"}),
    ("Expected `str` matching regex", _edited(instance={"name": "", "sha256": "12"})),
    ("Expected `int`, got `str`", _proof(bound="2")),
    ("Expected `int`, got `float`", _proof(bound=2.5)),
    ("Invalid value 'twig'", _proof(tree={"node": "twig"})),
    ("Object missing required field `multipliers`", _proof(tree={"node": "leaf", "scale": 1})),
    ("Expected `bool`, got `int`", _edited(wholesale=1)),
    (
        "Expected `str`, got `int`",
        _proof(tree={**LEAF, "pools": [["F1"], [2]]}),
    ),
    ("Expected `array` of length 2, got 1", _proof(tree={**LEAF, "congruence": [["seats", "F"]]})),
    ("Expected `bool`, got `str`", _edited(wholesale="true")),
    ("Expected `int`, got `bool`", _proof(tree={**LEAF, "multipliers": {"a": True}})),
    ("Expected `int`, got `bool`", _proof(tree={**LEAF, "multipliers": [["a", True]]})),
    ("Expected `array` of length 2, got 3", _proof(tree={**LEAF, "multipliers": [["seats", "F", 1]]})),
    ("Expected `array` of length >= 1", _proof(tree={**LEAF, "multipliers": [[[], 1]]})),
    ("Expected `str`, got `int`", _proof(tree={**LEAF, "multipliers": [[["seats", 1], 1]]})),
    ("Expected `str`, got `int`", _proof(tree={**LEAF, "surrogate": [1]})),
    ("Object contains unknown field `column`", _proof(tree={**BRANCH, "node": "row"})),
    ("Expected `str | array`, got `null`", _proof(tree={**BRANCH, "column": None})),
]


@pytest.mark.parametrize(("words", "content"), WRONG)
def test_what_is_no_certificate_is_refused(words: str, content: Any) -> None:
    """One finding, with the rule, the file and the place in it."""
    with pytest.raises(PlanError) as refused:
        certificate_of(content, "x.json")
    (finding,) = refused.value.findings
    assert finding.rule.startswith(words)
    assert str(finding).startswith("x.json")


def test_a_tree_without_end_is_refused() -> None:
    """Deeper than anything could follow: a finding, not a crash."""
    tree: dict[str, Any] = {"node": "leaf", "scale": 1, "multipliers": {}}
    for _ in range(5000):
        tree = {"node": "branch", "column": "v", "at": 0, "down": tree, "up": {}}
    with pytest.raises(PlanError, match="nested too deeply"):
        certificate_of(_proof(tree=tree), "x.json")


def test_a_finding_says_where() -> None:
    """The path within the file is part of the finding."""
    with pytest.raises(PlanError) as refused:
        certificate_of(_proof(tree={**LEAF, "scale": "1"}), "x.json")
    assert [str(finding) for finding in refused.value.findings] == [
        "x.json, proofs[0].tree.scale: Expected `int`, got `str`"
    ]


@pytest.mark.parametrize(
    ("words", "data"),
    [
        ("x.json:1, column 2: is no JSON", b"{"),
        ("x.json: Object has the key bound twice", b'{"proofs": [{"bound": 1, "bound": 2}]}'),
        ("x.json: is nested too deeply", b'{"proofs": ' + b'{"down": ' * 5000 + b"1" + b"}" * 5001),
        ("x.json:1, column 1: is not UTF-8", b"\xff"),
    ],
)
def test_bytes_that_say_nothing_are_refused(words: str, data: bytes, tmp_path: Path) -> None:
    """Broken JSON, a key twice, brackets without end, another encoding."""
    path = tmp_path / "x.json"
    path.write_bytes(data)
    with pytest.raises(PlanError) as refused:
        read_certificate(path)
    assert str(refused.value).startswith(words)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """No file, and a folder."""
    for path, words in ((tmp_path / "none.json", "no such file"), (tmp_path, "cannot be read")):
        with pytest.raises(PlanError, match=words):
            read_certificate(path)
