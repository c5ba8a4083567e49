"""What is wrong in a document's form is told to the customer, in each of their languages."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.customers.vault.contracts import AskedKind, Fields
from madoguchi.customers.vault.rules.kinds import check
from madoguchi.kernel.errors import Invalid
from madoguchi.language.catalogue import CUSTOMER_LOCALES, text
from tests.customers.vault.numbers import KNOWN, KNOWN_PCCC

TODAY = date(2026, 3, 2)
KOREAN = {"number": KNOWN_PCCC, "phone": "010-1234-5678", "postal_code": "03051"}
TRAVELLER = {"number": "E12345678", "nationality": "CHN", "expires_on": "2030-01-01"}


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("cn_id", {"number": KNOWN, "name": " "}, "name"),
        ("cn_id", {"number": KNOWN, "name": "王" * 101}, "name"),
        ("cn_id", {"number": KNOWN[:-1]}, "number"),
        ("kr_pccc", {**KOREAN, "number": KNOWN_PCCC[:-1]}, "number"),
        ("kr_pccc", {**KOREAN, "phone": "02-123-4567"}, "phone"),
        ("kr_pccc", {**KOREAN, "postal_code": "0305"}, "postal_code"),
        ("passport", {**TRAVELLER, "number": "E1"}, "number"),
        ("passport", {**TRAVELLER, "nationality": "China"}, "nationality"),
        ("passport", {**TRAVELLER, "expires_on": "soon"}, "expires_on"),
        ("passport", {**TRAVELLER, "expires_on": "2026-03-01"}, "expires_on"),
        ("passport", {**TRAVELLER, "mrz": "P<CHN"}, "mrz"),
    ],
)
def test_each_mistake_is_told(kind: AskedKind, given: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(kind, Fields(**{"name": "王小明", **given}), TODAY)
    assert refused.value.field == field
    for locale in CUSTOMER_LOCALES:
        told = text(refused.value.key, locale, **refused.value.params)
        assert told
        assert "{" not in told
