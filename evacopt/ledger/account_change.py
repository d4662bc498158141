"""What the ledger tells of accounts: who got one, with which role, and what became of it; never a secret."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Literal

from evacopt.domain.phrase import phrase
from evacopt.ledger.change import Draft

KIND = "account"
"""The kind of such a change in the ledger."""

What = Literal["added", "changed", "password", "removed", "token", "token withdrawn"]

_SENTENCES: dict[What, str] = {
    "added": phrase("the user {name} was added with the role {role}"),
    "changed": phrase("the user {name} has the role {role} now"),
    "password": phrase("the user {name} was given a new password"),
    "removed": phrase("the user {name} was removed"),
    "token": phrase("a token {label} was made for programs of the user {name}"),
    "token withdrawn": phrase("the token {label} of the user {name} was withdrawn"),
}


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What was done to the account `name`; `role` and `state` are those that it has afterwards."""

    what: What
    name: str
    role: str = ""
    state: str = ""
    label: str = ""

    @classmethod
    def of(cls, content: bytes) -> AccountChange:
        """What a change of kind `account` says."""
        told = json.loads(content)
        return cls(**{field.name: told[field.name] for field in fields(cls) if field.name in told})

    def by(self, user: str) -> Draft:
        """The change that tells of it."""
        content = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))
        return Draft(user=user, kind=KIND, content=content.encode())

    @property
    def sentence(self) -> str:
        """It in words."""
        told = phrase(_SENTENCES[self.what], name=self.name, role=self.role, label=self.label)
        if self.state and self.what in ("added", "changed"):
            return phrase("{told}, as liaison of {state}", told=told, state=self.state)
        return told
