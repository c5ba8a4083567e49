"""Two-factor sign-in: a code works once, the secret is never readable."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.keys import DamagedKey, Keyring
from madoguchi.people import queries
from madoguchi.people.contracts import PersonChanges
from madoguchi.people.operations import sign_in, staff, two_factor
from madoguchi.people.rules import two_factor as rules
from madoguchi.people.tables import person_table, recovery_code_table
from tests.databases import Clock
from tests.people.conftest import HASH, House, a_session
from tests.refusals import key_of, refused


class Phone:
    """Anna's phone, with two-factor sign-in turned on."""

    def __init__(self, house: House, keyring: Keyring, clock: Clock) -> None:
        self.house, self.keyring, self.clock = house, keyring, clock
        self.secret = house.store.write_now(two_factor.begin, keyring=keyring, by=house.anna)
        self.recovery = house.store.write_now(
            two_factor.confirm, self.code(), keyring=keyring, by=house.anna
        )

    def code(self, steps: int = 0) -> str:
        at = self.clock.now + timedelta(seconds=steps * rules.STEP_SECONDS)
        return pyotp.TOTP(self.secret).at(at)

    def sign_in(self, code: str | None) -> bool:
        """Whether this gets in; False when a code is asked for."""
        session = self.house.store.write_now(
            sign_in.sign_in,
            self.house.anna.id or 0,
            password_hash=HASH,
            code=code,
            session=a_session(),
            keyring=self.keyring,
        )
        return session is not None


@pytest.fixture
def phone(house: House, keyring: Keyring, clock: Clock) -> Phone:
    return Phone(house, keyring, clock)


def test_a_code_is_asked_for_and_works_once(phone: Phone) -> None:
    assert not phone.sign_in(None)
    assert not phone.sign_in("  ")
    with refused("people.bad_code"):
        phone.sign_in(phone.code())  # spent by the confirmation
    phone.clock.pass_time(seconds=30)
    assert phone.sign_in(phone.code())
    with refused("people.bad_code"):
        phone.sign_in(phone.code())


def test_an_older_code_does_not_follow_a_newer(phone: Phone) -> None:
    phone.clock.pass_time(seconds=90)
    assert phone.sign_in(phone.code(+1))
    for steps in (-1, 0, 1):
        with refused("people.bad_code"):
            phone.sign_in(phone.code(steps))


def test_a_phone_may_be_half_a_minute_off_but_not_more(phone: Phone) -> None:
    phone.clock.pass_time(minutes=10)
    for steps in (-2, 2):
        with refused("people.bad_code"):
            phone.sign_in(phone.code(steps))
    assert phone.sign_in(phone.code(-1))


def test_codes_may_be_typed_as_people_type(phone: Phone) -> None:
    phone.clock.pass_time(minutes=1)
    code = phone.code()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert phone.sign_in(f" {wide[:3]} {wide[3:]} ")
    assert phone.sign_in(phone.recovery[0].upper().replace("-", " "))


def test_each_recovery_code_works_once(phone: Phone) -> None:
    assert len(set(phone.recovery)) == rules.RECOVERY_CODES
    for code in phone.recovery[:3]:
        assert phone.sign_in(code)
        with refused("people.bad_code"):
            phone.sign_in(code)


def test_two_sign_ins_at_once_cannot_share_a_code(phone: Phone) -> None:
    phone.clock.pass_time(minutes=1)

    def attempt(code: str) -> str | None:
        return key_of(lambda: phone.sign_in(code))

    for code in (phone.code(), phone.recovery[0]):
        with ThreadPoolExecutor(16) as pool:
            outcomes = Counter(pool.map(attempt, [code] * 16))
        assert outcomes == {None: 1, "people.bad_code": 15}


def test_guessing_codes_is_slowed_even_with_the_right_password(phone: Phone) -> None:
    store = phone.house.store
    email = "anna@kita.example"

    def guess() -> None:
        store.write_now(sign_in.take_attempt, email, "192.0.2.7")
        phone.sign_in(None)  # asking for the code page in between clears nothing
        store.write_now(sign_in.take_attempt, email, "192.0.2.7")
        phone.sign_in("000000")

    outcomes = [key_of(guess) for _ in range(20)]
    assert outcomes.count("people.bad_code") <= 5
    assert outcomes[6:] == ["people.wait_to_sign_in"] * 14


def test_the_secret_and_the_codes_are_not_in_the_database(phone: Phone) -> None:
    def dump(view: object) -> str:
        rows = [view.execute(table.select()).all() for table in (person_table, recovery_code_table)]  # type: ignore[attr-defined]
        return str(rows)

    stored = phone.house.store.read_now(dump)
    assert phone.secret not in stored
    for code in phone.recovery:
        assert code not in stored
        assert code.replace("-", "") not in stored


def test_a_stolen_database_does_not_open_with_another_key(phone: Phone) -> None:
    phone.keyring = Keyring(bytes(32))
    phone.clock.pass_time(minutes=1)
    with pytest.raises(DamagedKey):
        phone.sign_in(phone.code())


def test_it_is_not_on_before_a_code_proves_the_phone(
    house: House, keyring: Keyring, clock: Clock
) -> None:
    with refused("people.two_factor_not_begun"):
        house.store.write_now(two_factor.confirm, "123456", keyring=keyring, by=house.anna)
    secret = house.store.write_now(two_factor.begin, keyring=keyring, by=house.anna)
    with refused("people.bad_code", "code"):
        house.store.write_now(
            two_factor.confirm, wrong_code(secret, clock), keyring=keyring, by=house.anna
        )
    assert not house.store.read_now(queries.person, house.anna.id or 0).two_factor


def test_it_is_turned_off_by_oneself_or_an_owner(phone: Phone) -> None:
    house = phone.house
    with refused("people.two_factor_on_already"):
        house.store.write_now(two_factor.begin, keyring=phone.keyring, by=house.anna)
    with refused("people.owner_only"):
        house.store.write_now(two_factor.take_off, house.anna.id or 0, by=house.lin)
    with refused("people.password_changed_meanwhile"):
        house.store.write_now(two_factor.turn_off, password_hash="another", by=house.anna)
    person = house.store.write_now(
        staff.change_person, house.anna.id or 0, PersonChanges(two_factor=False), by=house.anna
    )
    assert not person.two_factor
    assert phone.sign_in(None)


def test_new_recovery_codes_take_the_place_of_the_old(phone: Phone) -> None:
    house = phone.house

    def left() -> int:
        return house.store.read_now(queries.two_factor, by=house.anna).recovery_codes_left

    def renew(password_hash: str = HASH) -> list[str]:
        return house.store.write_now(
            two_factor.renew_codes,
            password_hash=password_hash,
            keyring=phone.keyring,
            by=house.anna,
        )

    assert phone.sign_in(phone.recovery[0])
    assert left() == rules.RECOVERY_CODES - 1
    with refused("people.password_changed_meanwhile"):
        renew("another")
    fresh = renew()
    assert left() == rules.RECOVERY_CODES
    with refused("people.bad_code"):
        phone.sign_in(phone.recovery[1])
    assert phone.sign_in(fresh[0])
    house.store.write_now(two_factor.take_off, house.anna.id or 0, by=house.anna)
    assert not house.store.read_now(queries.two_factor, by=house.anna).on
    assert left() == 0
    with refused("people.two_factor_off"):
        renew()


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_codes(code: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    rules.matching_step("JBSWY3DPEHPK3PXP", code, now)
    rules.recovery_form(code)


def wrong_code(secret: str, clock: Clock) -> str:
    near = {pyotp.TOTP(secret).at(clock.now + timedelta(seconds=30 * step)) for step in (-1, 0, 1)}
    return next(code for code in ("000000", "000001", "000002", "000003") if code not in near)
