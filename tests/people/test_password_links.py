"""A forgotten password: one link, one new password, one day."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from madoguchi.kernel.feed import event_table
from madoguchi.kernel.schema import metadata
from madoguchi.kernel.transaction import View
from madoguchi.people import queries
from madoguchi.people.contracts import PersonChanges
from madoguchi.people.operations import password_links, rescue, sign_in, staff
from madoguchi.people.operations.forgetting import forget_old_ways_in
from madoguchi.people.rules.secrets import token_hash
from madoguchi.people.tables import password_link_table
from tests.databases import Clock
from tests.people.conftest import HASH, House
from tests.refusals import key_of, refused

HERE = "192.0.2.7"


def link(house: House) -> str:
    made = house.store.write_now(
        password_links.make_password_link, house.sora.id or 0, by=house.anna
    )
    return made.token


def choose(house: House, token: str, password_hash: str = "another") -> str:
    return house.store.write_now(
        password_links.choose_password, token, password_hash=password_hash, address=HERE
    )


def hash_of(house: House) -> str:
    known = house.store.read_now(queries.credentials_of, house.sora.id or 0)
    assert known is not None
    return known.password_hash


def test_a_new_password_ends_the_sessions_and_what_guesses_cost(house: House) -> None:
    session = house.sign_in(house.sora)
    for _ in range(5):
        house.store.write_now(sign_in.take_attempt, "sora@kita.example", HERE)
    with refused("people.wait_to_sign_in"):
        house.store.write_now(sign_in.take_attempt, "sora@kita.example", HERE)
    token = link(house)
    whose = house.store.read_now(queries.forgetful, token_hash(token))
    assert (whose.organisation, whose.name, whose.email) == (
        "北 Trading",
        "Sora",
        "sora@kita.example",
    )
    assert choose(house, token) == "sora@kita.example"
    assert hash_of(house) == "another"
    assert not house.may_act(session)
    house.store.write_now(sign_in.take_attempt, "sora@kita.example", HERE)


def test_a_link_works_once_also_when_many_try(house: House) -> None:
    token = link(house)

    def attempt(number: int) -> str | None:
        return key_of(lambda: choose(house, token, f"hash {number}"))

    with ThreadPoolExecutor(16) as pool:
        outcomes = [*pool.map(attempt, range(16))]
    assert Counter(outcomes) == {None: 1, "people.password_link_gone": 15}
    assert hash_of(house) == f"hash {outcomes.index(None)}"


def test_a_link_ends_after_a_day_and_is_forgotten(house: House, clock: Clock) -> None:
    token = link(house)
    clock.pass_time(hours=24)
    with refused("people.password_link_gone"):
        house.store.read_now(queries.forgetful, token_hash(token))
    with refused("people.password_link_gone"):
        choose(house, token)
    clock.pass_time(seconds=1)
    house.store.write_now(forget_old_ways_in)
    left = house.store.read_now(lambda view: view.execute(sa.select(password_link_table)).all())
    assert left == []


def test_what_makes_a_link_pointless_ends_it(house: House) -> None:
    replaced, changed = link(house), link(house)
    with refused("people.password_link_gone"):
        choose(house, replaced)
    house.store.write_now(
        sign_in.change_password,
        old_hash=HASH,
        new_hash="own choice",
        address=HERE,
        keep_session=None,
        by=house.sora,
    )
    with refused("people.password_link_gone"):
        choose(house, changed)
    rescued = link(house)
    house.store.write_now(
        rescue.let_owner_in,
        "sora@kita.example",
        password_hash="from the console",
        two_factor_off=False,
        by=house.anna,
    )
    with refused("people.password_link_gone"):
        choose(house, rescued)
    assert hash_of(house) == "from the console"


def test_the_disabled_stay_outside(house: House) -> None:
    token = link(house)
    sora = house.sora.id or 0
    house.store.write_now(staff.change_person, sora, PersonChanges(disabled=True), by=house.anna)
    with refused("people.password_link_gone"):
        choose(house, token)
    with refused("people.not_found"):
        link(house)


def test_only_owners_make_one_and_the_log_says_who(house: House) -> None:
    for by in (house.lin, house.sora):
        with refused("people.owner_only"):
            house.store.write_now(password_links.make_password_link, house.anna.id or 0, by=by)
    token = link(house)
    choose(house, token)

    def deeds(view: View) -> list[tuple[str, int, int]]:
        kinds = ("password_link_made", "password_changed")
        rows = view.execute(
            sa.select(event_table.c.kind, event_table.c.by_id, event_table.c.person_id)
            .where(event_table.c.kind.in_(kinds))
            .order_by(event_table.c.id)
        )
        return [(row.kind, row.by_id, row.person_id) for row in rows]

    anna, sora = house.anna.id, house.sora.id
    assert house.store.read_now(deeds) == [
        ("password_link_made", anna, anna),
        ("password_changed", sora, sora),
    ]


def test_no_table_holds_the_token(house: House) -> None:
    token = link(house)

    def dump(view: View) -> str:
        return "".join(
            str(view.execute(sa.select(table)).all()) for table in metadata.sorted_tables
        )

    stored = house.store.read_now(dump)
    assert token_hash(token) in stored
    assert token not in stored
