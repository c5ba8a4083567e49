"""What platforms post, sealed with our key: it names people, and lies for a month."""

from __future__ import annotations

from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.transaction import View

PURPOSE = "notice body"


def sealed(view: View, body: bytes) -> str:
    """Return a body as it is stored. Raises `RuntimeError` where the store has no keyring."""
    return _keyring(view).seal(PURPOSE, body.decode("latin-1"))


def opened(view: View, body: str) -> bytes:
    """Return a body as it was posted. Raises `DamagedKey` for one of another installation."""
    return _keyring(view).unseal(PURPOSE, body).encode("latin-1")


def _keyring(view: View) -> Keyring:
    if view.keyring is None:
        raise RuntimeError("a store that takes notices in needs the installation's keyring")
    return view.keyring
