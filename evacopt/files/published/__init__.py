"""Files in formats that others published, read as instances."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from evacopt.domain.instance import Instance
from evacopt.errors import UsageError
from evacopt.files.published.mkp import read_mkp
from evacopt.files.published.rpsp import read_rpsp
from evacopt.files.published.rsp import read_rsp

Published = Literal["rsp", "rpsp", "mkp"]

__all__ = ["Published", "read_mkp", "read_published", "read_rpsp", "read_rsp"]


def read_published(path: str | os.PathLike[str], form: Published, *, case: int | None = None) -> Instance:
    """The instance in a file of the published format `form`.

    Parameters
    ----------
    case
        For the format `rsp`: which of the cases that the file lists, from 1.

    Raises
    ------
    InstanceError
        If the file is not of that form, with place and rule.
    UsageError
        If there is no such format, or `case` is not one of the file's.
    """
    file = Path(path)
    if form == "rsp":
        return read_rsp(file, case=case)
    if case is not None:
        raise UsageError(f"files of the format {form} have no cases")
    if form == "rpsp":
        return read_rpsp(file)
    if form == "mkp":
        return read_mkp(file)
    raise UsageError(f"{form} is no published format that can be read: there are rsp, rpsp and mkp")
