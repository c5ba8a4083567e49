"""The installation's key: made once, readable by its owner alone, one key for each purpose."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.keys import DamagedKey, Keyring

KEYS = Keyring(bytes(range(32)))


def test_the_key_is_made_once_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret.key"
    first = Keyring.at(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Keyring.at(file).key("x") == first.key("x")
    assert [each.name for each in file.parent.iterdir()] == ["secret.key"]


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: Keyring.at(file).key("x"), range(16)))
    assert len(keys) == 1


@pytest.mark.parametrize("content", ["", "00", "zz" * 32, "00" * 33, "é"])
def test_a_damaged_key_is_refused_not_replaced(tmp_path: Path, content: str) -> None:
    file = tmp_path / "secret.key"
    file.write_text(content, "utf-8")
    with pytest.raises(DamagedKey):
        Keyring.at(file)
    assert file.read_text("utf-8") == content


@given(text=st.text(max_size=200), purpose=st.text(min_size=1, max_size=20), owner=st.text())
def test_what_is_sealed_opens_for_its_purpose_and_owner_only(
    text: str, purpose: str, owner: str
) -> None:
    sealed = KEYS.seal(purpose, text, belongs_to=owner)
    assert KEYS.unseal(purpose, sealed, belongs_to=owner) == text
    assert KEYS.seal(purpose, text, belongs_to=owner) != sealed
    for other in (
        lambda: KEYS.unseal(purpose + "x", sealed, belongs_to=owner),
        lambda: KEYS.unseal(purpose, sealed, belongs_to=owner + "x"),
        lambda: Keyring(bytes(32)).unseal(purpose, sealed, belongs_to=owner),
        lambda: KEYS.unseal(purpose, sealed[:-4] + "AAAA", belongs_to=owner),
        lambda: KEYS.unseal(purpose, "é", belongs_to=owner),
    ):
        with pytest.raises(DamagedKey):
            other()


def test_purposes_have_keys_of_their_own() -> None:
    assert KEYS.key("a") != KEYS.key("b")
    assert KEYS.digest("a", "text") != KEYS.digest("b", "text")
    assert KEYS.digest("a", "text") != Keyring(bytes(32)).digest("a", "text")
