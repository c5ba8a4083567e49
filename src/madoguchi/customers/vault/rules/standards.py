"""What python-stdnum knows of numbers. It brings 2 MB along: not before there is a number."""

from __future__ import annotations


def is_resident_id(number: str) -> bool:
    """Say whether it is a number of GB 11643: county, birth date, order, check character."""
    from stdnum.cn import ric

    return bool(ric.is_valid(number))


def is_registration_number(number: str) -> bool:
    """Say whether it is a Korean resident's number with the check digit that older ones have."""
    from stdnum.kr import rrn

    return bool(rrn.is_valid(number))


def is_barcode(number: str) -> bool:
    """Say whether it is an article's number (EAN)."""
    from stdnum import ean

    return bool(ean.is_valid(number))
