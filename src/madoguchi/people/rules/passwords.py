"""Passwords: what is accepted, and the slow hash. Never called inside an operation: it takes
tens of milliseconds, and a writer thread has everybody waiting.
"""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from madoguchi.kernel.errors import Invalid

LEAST = 10
MOST = 200
"""NIST SP 800-63B asks for at least 64; more than this is an attack on the processor."""
FEWEST_DIFFERENT = 4

# OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 passes, 1 lane. Twice the passes for a
# safety margin; the memory stays small, as many may sign in at once on a small machine.
_hasher = PasswordHasher(time_cost=4, memory_cost=19_456, parallelism=1, type=Type.ID)


def check_password(password: str, *, email: str, field: str = "password") -> str:
    """Return an acceptable password; refuse what a guesser tries first."""
    if len(password) < LEAST:
        raise Invalid("people.password_too_short", field=field, least=LEAST)
    if len(password) > MOST:
        raise Invalid("people.password_too_long", field=field, most=MOST)
    folded, account = password.casefold(), email.casefold().partition("@")[0]
    if len(set(folded)) < FEWEST_DIFFERENT or folded in {email.casefold(), account * 2}:
        raise Invalid("people.password_too_simple", field=field)
    return password


def hash_password(password: str) -> str:
    """Return the salted Argon2id hash in PHC form. Takes tens of milliseconds."""
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Say whether a password is the one hashed. Without a stored hash it takes just as long.

    So nobody learns from the time whether an account exists.
    """
    try:
        genuine = _hasher.verify(stored or _nobodys_hash(), password[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return genuine and stored is not None


def needs_rehash(stored: str) -> bool:
    """Say whether the hash was made with settings weaker or other than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody")
