"""Signing in: the right people get in, guessers wait, nobody locks anybody else out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.errors import TooMany
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from madoguchi.people import queries
from madoguchi.people.contracts import PersonChanges
from madoguchi.people.operations import sign_in, staff
from madoguchi.people.rules import attempts
from madoguchi.people.rules.passwords import (
    check_password,
    hash_password,
    needs_rehash,
    verify_password,
)
from madoguchi.people.rules.secrets import token_hash
from tests.databases import Clock
from tests.people.conftest import HASH, PASSWORD, House, a_session
from tests.refusals import refused

ANNA = "anna@kita.example"


def succeed(house: House, keyring: Keyring, address: str = "192.0.2.7") -> None:
    house.store.write_now(sign_in.take_attempt, ANNA, address)
    assert house.store.write_now(
        sign_in.sign_in,
        house.anna.id or 0,
        password_hash=HASH,
        code=None,
        session=a_session(),
        keyring=keyring,
    )


def test_the_address_is_compared_folded(house: House) -> None:
    for written in ("anna@kita.example", " ANNA@Kita.Example ", "ａｎｎａ@kita.example"):
        found = house.store.read_now(queries.credentials, written)
        assert found is not None
        assert found.person_id == house.anna.id
    assert house.store.read_now(queries.credentials, "nobody@kita.example") is None


def test_a_password_fits_only_itself() -> None:
    assert verify_password(HASH, PASSWORD)
    assert not verify_password(HASH, PASSWORD + " ")
    assert not verify_password(None, PASSWORD)
    assert not verify_password(None, "nobody")
    assert not verify_password("not a hash", PASSWORD)
    assert not needs_rehash(HASH)
    assert needs_rehash("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b0dWQ")


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("short", "people.password_too_short"),
        ("x" * 201, "people.password_too_long"),
        ("aaaaaaaaaaaa", "people.password_too_simple"),
        ("abababababab", "people.password_too_simple"),
        ("Anna@Kita.Example", "people.password_too_simple"),
    ],
)
def test_what_a_guesser_tries_first_is_no_password(password: str, key: str) -> None:
    with refused(key, "password"):
        check_password(password, email=ANNA)


def test_five_guesses_are_free_then_the_pause_doubles(house: House, clock: Clock) -> None:
    guess = lambda: house.store.write_now(sign_in.take_attempt, ANNA, "198.51.100.1")  # noqa: E731
    for _ in range(attempts.PAIR.free):
        guess()
    for pause in (1, 2, 4, 8):
        with pytest.raises(TooMany) as caught:
            guess()
        assert caught.value.params == {"retry_after": pause}
        clock.pass_time(seconds=pause)
        guess()


def test_asking_too_early_makes_nothing_longer(house: House, clock: Clock) -> None:
    for _ in range(attempts.PAIR.free):
        house.store.write_now(sign_in.take_attempt, ANNA, "198.51.100.1")
    for _ in range(20):
        with refused("people.wait_to_sign_in"):
            house.store.write_now(sign_in.take_attempt, ANNA, "198.51.100.1")
    clock.pass_time(seconds=1)
    house.store.write_now(sign_in.take_attempt, ANNA, "198.51.100.1")


def test_a_guesser_elsewhere_does_not_lock_the_owner_out(
    house: House, keyring: Keyring, clock: Clock
) -> None:
    for _ in range(attempts.PAIR.free):
        house.store.write_now(sign_in.take_attempt, ANNA, "198.51.100.1")
    with refused("people.wait_to_sign_in"):
        house.store.write_now(sign_in.take_attempt, ANNA, "198.51.100.1")
    succeed(house, keyring)


def test_many_addresses_together_still_wait(house: House) -> None:
    for number in range(attempts.ACCOUNT.free):
        house.store.write_now(sign_in.take_attempt, ANNA, f"198.51.100.{number}")
    with refused("people.wait_to_sign_in"):
        house.store.write_now(sign_in.take_attempt, ANNA, "203.0.113.9")


def test_an_office_signs_in_on_monday_morning(house: House, keyring: Keyring) -> None:
    for _ in range(3 * attempts.ADDRESS.free):
        succeed(house, keyring)


def test_success_clears_the_count(house: House, keyring: Keyring) -> None:
    for _ in range(4):
        for _ in range(attempts.PAIR.free - 1):
            house.store.write_now(sign_in.take_attempt, ANNA, "192.0.2.7")
        succeed(house, keyring)


def test_a_thousand_guesses_at_once_are_a_thousand_guesses(house: House) -> None:
    def guess(_: int) -> bool:
        try:
            house.store.write_now(sign_in.take_attempt, ANNA, "198.51.100.1")
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(32) as pool:
        looked_at = sum(pool.map(guess, range(300)))
    assert looked_at == attempts.PAIR.free


def test_counts_are_forgotten_after_a_day(house: House, clock: Clock) -> None:
    for _ in range(attempts.PAIR.free):
        house.store.write_now(sign_in.take_attempt, ANNA, "198.51.100.1")
    clock.pass_time(days=1)
    house.store.write_now(sign_in.take_attempt, ANNA, "198.51.100.1")
    house.store.write_now(sign_in.take_attempt, ANNA, "198.51.100.1")
    clock.pass_time(days=2)
    house.store.write_now(sign_in.forget_old_attempts)
    rows = house.store.read_now(lambda view: view.execute(sign_in._table.select()).all())
    assert rows == []


def test_a_household_has_one_count(house: House) -> None:
    same = attempts.keys(ANNA, "2001:db8:1:2::1").keys()
    assert attempts.keys(ANNA, "2001:db8:1:2:ffff::9").keys() == same
    assert attempts.keys(ANNA, "2001:db8:1:3::1").keys() != same
    assert attempts.keys(ANNA, "::ffff:192.0.2.7").keys() == attempts.keys(ANNA, "192.0.2.7").keys()


@given(
    count=st.integers(0, 10_000),
    limit=st.sampled_from([attempts.PAIR, attempts.ACCOUNT, attempts.ADDRESS]),
    passed=st.integers(0, 200_000),
)
def test_waits_grow_end_and_never_exceed_their_limit(
    count: int, limit: attempts.Limit, passed: int
) -> None:
    last = datetime(2026, 1, 1, tzinfo=UTC)
    now = last + timedelta(seconds=passed)
    wait = attempts.wait(limit, count, last, now)
    assert 0 <= wait <= limit.longest
    assert attempts.wait(limit, count, last, now + timedelta(seconds=wait)) == 0
    assert attempts.wait(limit, count + 1, last, now) >= wait
    if count < limit.free:
        assert wait == 0


def test_a_password_changed_meanwhile_no_longer_fits(house: House, keyring: Keyring) -> None:
    other = hash_password("another calm heron")
    house.store.write_now(
        sign_in.change_password,
        old_hash=HASH,
        new_hash=other,
        address="192.0.2.7",
        keep_session=None,
        by=house.anna,
    )
    with refused("people.bad_sign_in"):
        house.store.write_now(
            sign_in.sign_in,
            house.anna.id or 0,
            password_hash=HASH,
            code=None,
            session=a_session(),
            keyring=keyring,
        )
    with refused("people.password_changed_meanwhile"):
        house.store.write_now(
            sign_in.change_password,
            old_hash=HASH,
            new_hash=other,
            address="192.0.2.7",
            keep_session=None,
            by=house.anna,
        )


def test_a_new_password_ends_every_other_session(house: House) -> None:
    here, there = house.sign_in(house.anna), house.sign_in(house.anna)
    lins = house.sign_in(house.lin)
    found = house.store.read_now(queries.actor_by_session, token_hash(here))
    assert found is not None
    house.store.write_now(
        sign_in.change_password,
        old_hash=HASH,
        new_hash=hash_password("another calm heron"),
        address="192.0.2.7",
        keep_session=found.session_id,
        by=house.anna,
    )
    assert house.may_act(here)
    assert not house.may_act(there)
    assert house.may_act(lins)


def test_the_disabled_do_not_get_in(house: House, keyring: Keyring) -> None:
    house.store.write_now(
        staff.change_person, house.sora.id or 0, PersonChanges(disabled=True), by=house.anna
    )
    assert house.store.read_now(queries.credentials, "sora@kita.example") is None
    with refused("people.bad_sign_in"):
        house.store.write_now(
            sign_in.sign_in,
            house.sora.id or 0,
            password_hash=HASH,
            code=None,
            session=a_session(),
            keyring=keyring,
        )


def test_an_old_hash_is_replaced_on_the_way_in(house: House, keyring: Keyring) -> None:
    fresh = hash_password(PASSWORD)
    house.store.write_now(
        sign_in.sign_in,
        house.anna.id or 0,
        password_hash=HASH,
        code=None,
        session=a_session(),
        keyring=keyring,
        rehashed=fresh,
    )
    stored = house.store.read_now(queries.credentials, ANNA)
    assert stored is not None
    assert stored.password_hash == fresh


def test_nothing_typed_into_the_wrong_field_is_kept(house: House, store: Store) -> None:
    store.write_now(sign_in.take_attempt, "my-secret-password", "192.0.2.7")
    rows = store.read_now(lambda view: view.execute(sign_in._table.select()).all())
    assert rows
    assert "my-secret-password" not in str(rows)
