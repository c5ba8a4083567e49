"""Which column of a table is which field, by what the header calls it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from madoguchi.language.normalise import normalise

_NOT_LETTERS = re.compile(r"[\W_]+")
# "氏名（全角）", "Phone (with country code)": what stands in brackets explains.
_BRACKETS = re.compile(r"[(（【\[].*?[)）】\]]")


def guess_columns(header: Sequence[str], words: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Return for each field the column that bears one of its names; unknown ones are left out.

    `words` has a field's names, the likeliest first, in whatever languages and spelling: width,
    case, spaces, punctuation and Han variants do not count. A whole name beats one that is only a
    part of the header ("customer e-mail address"); no column is given twice.
    """
    bare = [_bare(cell) for cell in header]
    whole = [_bare(_BRACKETS.sub("", cell)) for cell in header]
    sought = {field: [name for name in map(_bare, names) if name] for field, names in words.items()}
    found: dict[str, int] = {}
    for field, names in sought.items():
        columns = [column for name in names for column in _equal(name, bare, whole)]
        _take(field, columns, found)
    for field, names in sought.items():
        columns = [
            column
            # The longest name says most: "postal address" is none of a mail's.
            for name in sorted(names, key=len, reverse=True)
            for column, cell in enumerate(whole)
            if name in cell and _is_telling(name)
        ]
        _take(field, columns, found)
    return found


def _equal(name: str, bare: Sequence[str], whole: Sequence[str]) -> list[int]:
    return [column for column, cells in enumerate(zip(bare, whole, strict=True)) if name in cells]


def _take(field: str, columns: Iterable[int], found: dict[str, int]) -> None:
    if field not in found:
        for column in columns:
            if column not in found.values():
                found[field] = column
                return


def _is_telling(name: str) -> bool:
    """Say whether a name is long enough to be believed as a part of a longer one."""
    return len(name) >= (4 if name.isascii() else 2)


def _bare(cell: str) -> str:
    return _NOT_LETTERS.sub("", normalise(cell))
