"""Tables that other programs wrote as text (CSV): any of our charsets, any delimiter, broken rows.

Pure, and the same for whoever imports: customers, orders, connectors. Knows no field's meaning.
"""

from madoguchi.language.sheets.columns import guess_columns
from madoguchi.language.sheets.decoding import decode
from madoguchi.language.sheets.reading import CELL_LIMIT, Fault, Line, Sheet, read

__all__ = ["CELL_LIMIT", "Fault", "Line", "Sheet", "decode", "guess_columns", "read"]
