"""Identity numbers in what people type: found with few false alarms, in microseconds.

A number counts only where its own structure speaks for it (check digit, birth date, county), or
words before it say what it is; order, tracking and telephone numbers have neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import msgspec

from madoguchi.customers.vault.contracts import Kind
from madoguchi.customers.vault.rules.masks import mask as masked_number
from madoguchi.customers.vault.rules.mrz import MRZ_LINES, passport_of
from madoguchi.customers.vault.rules.standards import (
    is_barcode,
    is_registration_number,
    is_resident_id,
)
from madoguchi.language.normalise import aligned


class Found(msgspec.Struct, frozen=True):
    """A number in a text, and the characters from `begin` up to `end` that it takes up there."""

    kind: Kind
    number: str
    begin: int
    end: int


# Six digits with nothing but a gap between any two: without them there is nothing to find, and
# `\d` is every script's digit. All but one message in a thousand end here.
_DIGITS = re.compile(r"(?:\d[^\w]{0,2}){6}|\d{3}[a-z]\d{4}", re.IGNORECASE)
_GAP = r"[ \-‐‑.\u200b-\u200d\u2060\ufeff]{0,2}"
_CN = re.compile(
    rf"(?<![\da-z])(?:id|no)?(?<!\d)([1-9](?:{_GAP}\d){{5}}{_GAP}(?:1{_GAP}9|2{_GAP}0)"
    rf"(?:{_GAP}\d){{9}}{_GAP}[\dx])(?![\da-z])"
)
_RRN = re.compile(rf"(?<![\d\-])(\d{{6}})({_GAP})([1-8]\d{{6}})(?![\d\-])")
_RRN_WORDS = re.compile(r"주민\s*(?:등록)?\s*번호|외국인\s*(?:등록)?\s*번호|resident registration")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_PCCC = re.compile(rf"(?<![\da-z])(p(?:{_GAP}\d){{12}})(?![\da-z])")
# Between the word and the number stands what people write there, and nothing else: a telephone
# number later in the same sentence is none.
_PASSPORT = re.compile(
    r"(?:护照|護照|旅券|パスポート|여권|passport|passeport|pasaporte)"
    r"[\s:：#.\-–—(（\[「]{0,4}"
    r"(?:号码|號碼|号碼|编号|編號|番号|ナンバー|번호|numbers?|numéro|número|num|nº|n°|no|号|號)?"
    r"[\s:：#.\-–—(（\[「]{0,4}"
    r"(?:is|are|est|es|是|为|為|は|が|는|은|가|이)?"
    r"[\s:：#.\-–—)）\]」]{0,4}"
    r"(?<![a-z0-9])([a-z]{0,3}\d{3,9}[a-z]?\d{0,5})(?![a-z0-9])"
)
_COMPACT = re.compile(r"[^0-9a-z]")


def find(text: str) -> list[Found]:
    """Return the identity numbers in a text, in its order; they do not overlap."""
    if _DIGITS.search(text) is None:
        return []
    folded = aligned(text)
    found = sorted(
        [*_chinese(folded), *_korean(folded), *_customs_codes(folded), *_passports(folded)],
        key=lambda each: (each.begin, -each.end),
    )
    return _apart(found)


def mask(text: str) -> str:
    """Return a text with every identity number in it masked."""
    return masked(text, find(text))


def masked(text: str, found: Iterable[Found]) -> str:
    """Return a text with these numbers masked, each taking up as much room as before."""
    for each in found:
        shown = masked_number(each.number).rjust(each.end - each.begin, "•")
        text = text[: each.begin] + shown + text[each.end :]
    return text


def _apart(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for each in found:
        if not kept or each.begin >= kept[-1].end:
            kept.append(each)
    return kept


def _compact(text: str) -> str:
    return _COMPACT.sub("", text).upper()


def _chinese(folded: str) -> Iterable[Found]:
    """GB 11643: county, birth date, order, check character (ISO 7064 MOD 11-2)."""
    for hit in _CN.finditer(folded):
        number = _compact(hit[1])
        if is_resident_id(number) and int(number[6:10]) <= _LATEST:
            yield Found("cn_id", number, hit.start(1), hit.end(1))


_LATEST = 2100
"""A birth date after it is an order number; which day it is, rules do not know."""


def _korean(folded: str) -> Iterable[Found]:
    """Resident and foreigner registration numbers: YYMMDD-GNNNNNN.

    Those given since October 2020 have no check digit, so with the hyphen a possible birth date
    is enough. Thirteen bare digits may be an article's barcode: they need words before them, or
    the older check digit and nothing but Korean around.
    """
    for hit in _RRN.finditer(folded):
        number = hit[1] + hit[3]
        if not _is_birth(number):
            continue
        bare = not hit[2].strip()
        if bare and not (
            _RRN_WORDS.search(folded[max(0, hit.start() - 40) : hit.start()])
            or (
                is_registration_number(number)
                and not is_barcode(number)
                and (_HANGUL.search(folded) or folded.strip() == hit[0])
            )
        ):
            continue
        yield Found("kr_rrn", number, hit.start(), hit.end())


def _is_birth(number: str) -> bool:
    century = 1900 if number[6] in "1256" else 2000
    try:
        born = date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        return False
    return born.year <= 2035


def _customs_codes(folded: str) -> Iterable[Found]:
    """개인통관고유부호: P and twelve digits."""
    for hit in _PCCC.finditer(folded):
        yield Found("kr_pccc", _compact(hit[1]), hit.start(1), hit.end(1))


def _passports(folded: str) -> Iterable[Found]:
    for hit in _PASSPORT.finditer(folded):
        number = hit[1].upper()
        digits = sum(character.isdigit() for character in number)
        if 7 <= len(number) <= 9 and digits >= 6:
            yield Found("passport", number, hit.start(1), hit.end(1))
    for hit in MRZ_LINES.finditer(folded):
        page = passport_of(hit[0])
        if page is not None:
            yield Found("passport", page.number, hit.start(), hit.end())
