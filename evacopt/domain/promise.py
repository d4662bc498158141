"""Promises in words, for those who are told that one cannot be kept."""

from __future__ import annotations

from evacopt.domain.phrase import phrase
from evacopt.domain.rule import LinearRule
from evacopt.domain.share import Share

_RULE = {
    "at_most": phrase("rule {rule} (at most {limit})"),
    "at_least": phrase("rule {rule} (at least {limit})"),
    "exactly": phrase("rule {rule} (exactly {limit})"),
}
"""By kind of limit."""


def share_words(share: Share) -> str:
    """`share N1 (at least 40 people of FRA)`."""
    text = phrase("share {share} (at least {people} people of {nationality})")
    return phrase(text, share=share.id, people=share.people, nationality=of_whom(share))


def of_whom(share: Share) -> str:
    """Of whom it speaks: `FRA`, `the list S-1`, `FRA of the list S-1`."""
    if not share.tag:
        return share.nationality
    text = phrase("{nationality} of the list {tag}") if share.nationality else phrase("the list {tag}")
    return phrase(text, nationality=share.nationality, tag=share.tag)


def rule_words(rule: LinearRule) -> str:
    """`rule R1 (at most 12)`."""
    return phrase(_RULE[rule.kind], rule=rule.id, limit=rule.limit)
