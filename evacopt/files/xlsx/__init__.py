"""Workbooks read by the structure that ECMA-376 gives them, whatever program wrote them.

No library is used: python-calamine does not say which rows are hidden, cells struck out or numbers shown in
another format, of which a person must be warned; openpyxl does, in many times the time.
"""

from evacopt.files.xlsx.book import read_sheets
from evacopt.files.xlsx.grid import Area, Sheet
from evacopt.files.xlsx.values import Value
from evacopt.files.xlsx.xml_walk import RefusedError

__all__ = ["Area", "RefusedError", "Sheet", "Value", "read_sheets"]
