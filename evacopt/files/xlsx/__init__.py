"""Workbooks read by the structure that ECMA-376 gives them, whatever program wrote them."""

from evacopt.files.xlsx.book import read_sheets
from evacopt.files.xlsx.grid import Area, Sheet, letters_of
from evacopt.files.xlsx.package import RefusedError
from evacopt.files.xlsx.values import Value

__all__ = ["Area", "RefusedError", "Sheet", "Value", "letters_of", "read_sheets"]
