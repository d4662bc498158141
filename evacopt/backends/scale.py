"""The engine behind the large-scale method: HiGHS, which solves the relaxations that the method asks for."""

from __future__ import annotations

from evacopt.backends.highs import HighsBackend
from evacopt.milp.contract import Capabilities


class ScaleBackend(HighsBackend):
    """HiGHS, and what the method above it can honour.

    The plan is the method's own and what it says of a bound is checked in integers: it claims nothing.
    """

    name = "scale"
    capabilities = Capabilities(exact=False, gap=False, start=False, duals=True, family="scale")

    def version(self) -> str:
        """The method and the version of its engine."""
        return f"{self.name} on {super().version()}"
