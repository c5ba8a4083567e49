"""How tests speak of refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from madoguchi.kernel.errors import Refusal


@contextmanager
def refused(key: str, field: str | None = None) -> Iterator[None]:
    """Expect a refusal with this key (and field, where one is given)."""
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.key == key
    if field is not None:
        assert caught.value.field == field


def key_of(call: Callable[[], object]) -> str | None:
    """The key of the refusal that a call ends in, None when it is done."""
    try:
        call()
    except Refusal as refusal:
        return refusal.key
    return None
