"""Identity tokens: what the shop signed is believed, anything else is not."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.shops.rules.identity import LARGEST_TOKEN, sign_identity, verify_identity
from tests.refusals import refused

SECRET = b"the shop's own secret"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def signed(claim: object, secret: bytes = SECRET) -> str:
    """As a shop's server in any language would do it, padding and all."""
    body = urlsafe_b64encode(json.dumps(claim).encode())
    return (
        body + b"." + urlsafe_b64encode(hmac.new(secret, body, hashlib.sha256).digest())
    ).decode()


@given(
    external_id=st.text(min_size=1, max_size=200).filter(
        lambda text: text.strip() and text.isprintable()
    ),
    name=st.none() | st.text(max_size=80),
)
def test_what_the_shop_signed_is_believed(external_id: str, name: str | None) -> None:
    found = verify_identity(SECRET, sign_identity(SECRET, external_id, LATER, name=name), NOW)
    assert found.external_id == external_id.strip()
    assert found.expires_at == LATER


def test_padding_or_none_is_all_the_same() -> None:
    claim = {"external_id": "42", "name": "李 雷", "email": "li@shop.example", "exp": 1_900_000_000}
    claim["exp"] = int(LATER.timestamp())
    for token in (signed(claim), signed(claim).rstrip("=")):
        found = verify_identity(SECRET, token, NOW)
        assert (found.external_id, found.name, found.email) == ("42", "李 雷", "li@shop.example")


@given(st.data())
def test_one_changed_character_is_a_forgery(data: st.DataObject) -> None:
    token = sign_identity(SECRET, "customer-42", LATER, name="Li")
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda each: each != token[at]))
    forged = token[:at] + other + token[at + 1 :]
    if _last_bits_only(token, forged):
        return
    with refused("shops.bad_identity", "identity"):
        verify_identity(SECRET, forged, NOW)


def _last_bits_only(token: str, forged: str) -> bool:
    """The last letter of unpadded base64 has bits that mean nothing; the signature is the same."""
    return token[:-1] == forged[:-1]


@given(st.text(max_size=300))
def test_no_text_gets_past(token: str) -> None:
    with refused("shops.bad_identity"):
        verify_identity(SECRET, token, NOW)


@pytest.mark.parametrize(
    "claim",
    [
        {"external_id": "42"},
        {"external_id": "42", "exp": None},
        {"external_id": "42", "exp": "tomorrow"},
        {"exp": 9_999_999_999},
        {"external_id": "", "exp": 1_772_445_600},
        {"external_id": "x" * 201, "exp": 1_772_445_600},
        {"external_id": 42, "exp": 1_772_445_600},
        {"external_id": "a\x00b", "exp": 1_772_445_600},
        {"external_id": "a\nb", "exp": 1_772_445_600},
        ["42"],
        "42",
    ],
)
def test_a_token_must_say_who_and_until_when(claim: object) -> None:
    with refused("shops.bad_identity"):
        verify_identity(SECRET, signed(claim), NOW)


def test_another_shops_secret_signs_nothing_here() -> None:
    token = sign_identity(b"another secret", "42", LATER)
    with refused("shops.bad_identity"):
        verify_identity(SECRET, token, NOW)


def test_a_token_ends() -> None:
    token = sign_identity(SECRET, "42", LATER)
    verify_identity(SECRET, token, LATER - timedelta(microseconds=1))
    with refused("shops.identity_expired"):
        verify_identity(SECRET, token, LATER)
    with refused("shops.identity_too_long"):
        verify_identity(SECRET, sign_identity(SECRET, "42", NOW + timedelta(days=401)), NOW)


def test_an_oversized_token_is_not_read() -> None:
    claim = {"external_id": "42", "exp": int(LATER.timestamp()), "pad": "x" * LARGEST_TOKEN}
    with refused("shops.bad_identity"):
        verify_identity(SECRET, signed(claim), NOW)


def test_names_and_addresses_in_it_are_cleaned() -> None:
    claim = {
        "external_id": "42",
        "exp": int(LATER.timestamp()),
        "name": "\u202eLi\n Lei\x00",
        "email": "no address",
    }
    found = verify_identity(SECRET, signed(claim), NOW)
    assert (found.name, found.email) == ("Li Lei", None)
