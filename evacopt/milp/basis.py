"""Where the simplex method ended, as it is handed from one solve to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Basis:
    """A basis of the simplex method: for each column and row 0 at its lower side, 1 basic, 2 at its upper
    side, 3 at zero where it has no sides, 4 not basic.

    As a start it may lack the last rows, which are basic then, and need not be one: the engine mends it.
    """

    columns: npt.NDArray[np.int8]
    rows: npt.NDArray[np.int8]
