"""The Member States of the European Union, as of 2026."""

from __future__ import annotations

_CODES = """
AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE
"""

MEMBER_STATES = frozenset(_CODES.split())
"""ISO 3166-1 alpha-3 of all 27: whose citizens Directive (EU) 2015/637 and the Union's co-financing mean."""
