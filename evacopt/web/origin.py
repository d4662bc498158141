"""Under which names the board is reached, and how what a browser sends is known to be its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the board stands.

    Attributes
    ----------
    names : host names and addresses, the one to print first
    port : of all of them
    secure : whether it speaks TLS
    """

    names: tuple[str, ...]
    port: int
    secure: bool = False

    @property
    def scheme(self) -> str:
        """As URLs begin."""
        return "https" if self.secure else "http"

    @property
    def hosts(self) -> frozenset[str]:
        """What may stand in the header Host: a page of another name that leads here is refused."""
        usual = 443 if self.secure else 80
        bare = {_bracketed(name) for name in self.names}
        return frozenset({f"{name}:{self.port}" for name in bare} | (bare if self.port == usual else set()))

    @property
    def address(self) -> str:
        """The URL to print."""
        return f"{self.scheme}://{_bracketed(self.names[0])}:{self.port}"

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; cookies of one host are shared by its ports."""
        return f"__Host-evacopt-{self.port}" if self.secure else f"evacopt-{self.port}"

    def is_own(self, origin: str, host: str) -> bool:
        """Whether the header Origin names the page that the request goes to."""
        return origin.lower() == f"{self.scheme}://{host}"


def _bracketed(name: str) -> str:
    return f"[{name.lower()}]" if ":" in name else name.lower()
