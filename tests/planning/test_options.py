"""How the public functions take their options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import evacopt as ev
from tests.build import group, instance, plan

INSTANCE = instance(groups=(group(count=2),))
PLAN = plan(INSTANCE, ("G", "F", 2))
FUNCTIONS: dict[str, Callable[..., object]] = {
    "solve": lambda **words: ev.solve(INSTANCE, **words),
    "replan": lambda **words: ev.replan(INSTANCE, PLAN, as_of=0, **words),
    "explain": lambda **words: ev.explain(INSTANCE, PLAN, **words),
    "what_if": lambda **words: ev.what_if(INSTANCE, {}, **words),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_misspelt_keyword_is_refused_by_the_name_of_the_function(name: str) -> None:
    """Python's own words for it, of the function that was called."""
    with pytest.raises(TypeError, match=rf"^{name}\(\) got an unexpected keyword argument 'timelimit'$"):
        FUNCTIONS[name](timelimit=3)


@pytest.mark.parametrize("word", ["gap", "proving", "on_progress", "should_stop"])
def test_explain_takes_no_keyword_that_it_cannot_honour(word: str) -> None:
    """Not even with the value that means nothing; and in `options` it is refused with the reason."""
    nothing: Any = {"gap": 0.0}.get(word)
    with pytest.raises(TypeError, match=rf"^explain\(\) got an unexpected keyword argument '{word}'$"):
        FUNCTIONS["explain"](**{word: nothing})
    something: Any = {"gap": 0.5, "proving": 1.0}.get(word, print)
    with pytest.raises(ev.UsageError, match=f"explain cannot honour {word}"):
        FUNCTIONS["explain"](options=ev.SolveOptions(**{word: something}))
