"""Tables that other programs wrote as text (CSV): any of our charsets, any delimiter, broken rows.

Pure, and the same for whoever imports: customers, orders, connectors. Knows no field's meaning.
"""

from madoguchi.language.sheets.choosing import (
    FaultyLine,
    ReadFile,
    check_whole,
    fault_of,
    read_file,
)
from madoguchi.language.sheets.columns import guess_columns
from madoguchi.language.sheets.decoding import decode
from madoguchi.language.sheets.reading import CELL_LIMIT, Fault, Line, Sheet, read

__all__ = [
    "CELL_LIMIT",
    "Fault",
    "FaultyLine",
    "Line",
    "ReadFile",
    "Sheet",
    "check_whole",
    "decode",
    "fault_of",
    "guess_columns",
    "read",
    "read_file",
]
