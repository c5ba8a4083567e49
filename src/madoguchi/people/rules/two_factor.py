"""Two-factor sign-in: time-based codes (RFC 6238) and recovery codes."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DRIFT = 1
"""Steps that a phone's clock may be off, either way (RFC 6238, 5.2)."""
RECOVERY_CODES = 10
_RECOVERY_LENGTH = 12
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without what people take for one another on paper: 0 o, 1 l i."""


def new_secret() -> str:
    """Return a fresh secret in base32, 160 bits (RFC 4226, 4)."""
    return pyotp.random_base32()


def uri(secret: str, *, account: str, issuer: str) -> str:
    """Return the `otpauth:` address that authenticator apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the step whose code this is, None if it is no code of about now.

    The caller refuses steps that are not above the last one used: a code works once.
    """
    digits = "".join(unicodedata.normalize("NFKC", code).split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    generator = pyotp.TOTP(secret)
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(generator.generate_otp(step), digits):
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Return fresh recovery codes as `xxxx-xxxx-xxxx`, 59 bits each."""
    codes = (
        "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    )
    return ["-".join(code[at : at + 4] for at in range(0, _RECOVERY_LENGTH, 4)) for code in codes]


def recovery_form(code: str) -> str | None:
    """Return a recovery code as it is hashed, None if it does not look like one."""
    folded = unicodedata.normalize("NFKC", code).casefold()
    kept = "".join(character for character in folded if character.isalnum())
    return kept if len(kept) == _RECOVERY_LENGTH and set(kept) <= set(_ALPHABET) else None
