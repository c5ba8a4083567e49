"""Sessions and tokens: who they let in, what that actor may see, and when they end."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import metadata
from madoguchi.kernel.transaction import View
from madoguchi.people import queries
from madoguchi.people.contracts import ApiTokenDraft, PersonChanges
from madoguchi.people.operations import api_tokens, sessions, staff
from madoguchi.people.rules.secrets import API_TOKEN_PREFIX, token_hash
from tests.databases import Clock
from tests.people.conftest import House
from tests.refusals import refused


def test_a_session_lets_its_person_act_with_what_they_see(house: House) -> None:
    found = house.store.read_now(queries.actor_by_session, token_hash(house.sign_in(house.sora)))
    assert found is not None
    assert found.actor == house.sora
    assert found.actor.sees(house.kyoto.id)
    assert not found.actor.sees(house.busan.id)
    assert house.store.read_now(queries.actor_by_session, token_hash("another")) is None


def test_a_session_nobody_uses_ends(house: House, clock: Clock) -> None:
    token = house.sign_in(house.sora)
    clock.pass_time(days=13)
    found = house.store.read_now(queries.actor_by_session, token_hash(token))
    assert found is not None
    assert found.session_id is not None
    house.store.write_now(sessions.note_session, found.session_id)
    clock.pass_time(days=13)
    assert house.may_act(token)
    clock.pass_time(days=1)
    assert not house.may_act(token)


def test_every_session_ends_some_day(house: House, clock: Clock) -> None:
    token = house.sign_in(house.sora)
    for _ in range(9):
        clock.pass_time(days=10)
        found = house.store.read_now(queries.actor_by_session, token_hash(token))
        if found is not None and found.session_id is not None:
            house.store.write_now(sessions.note_session, found.session_id)
    assert not house.may_act(token)


def test_one_revokes_ones_own_sessions_and_an_owner_anybodys(house: House) -> None:
    sora, lin = house.sign_in(house.sora), house.sign_in(house.lin)
    listed = house.store.read_now(queries.sessions_of, house.sora.id or 0, by=house.sora)
    mine = next(each.id for each in listed if _session_id(house, sora) == each.id)
    with refused("people.session_not_found"):
        house.store.write_now(sessions.revoke, _session_id(house, lin), by=house.sora)
    with refused("people.session_not_found"):
        house.store.write_now(sessions.revoke, 9999, by=house.anna)
    with refused("people.owner_only"):
        house.store.read_now(queries.sessions_of, house.lin.id or 0, by=house.sora)
    house.store.write_now(sessions.revoke, mine, by=house.sora)
    assert not house.may_act(sora)
    house.store.write_now(sessions.revoke, _session_id(house, lin), by=house.anna)
    assert not house.may_act(lin)


def test_signing_out_ends_only_ones_own_session(house: House) -> None:
    here, there = house.sign_in(house.sora), house.sign_in(house.sora)
    lins = _session_id(house, house.sign_in(house.lin))
    house.store.write_now(sessions.sign_out, _session_id(house, here), by=house.sora)
    house.store.write_now(sessions.sign_out, lins, by=house.sora)
    assert not house.may_act(here)
    assert house.may_act(there)
    assert house.store.read_now(queries.live_sessions, [lins]) == {lins}


def test_a_token_acts_with_its_own_role_and_shops(house: House) -> None:
    made = house.store.write_now(
        api_tokens.make_api_token,
        ApiTokenDraft(name="Warehouse", role="agent", shop_ids=[house.busan.id]),
        by=house.anna,
    )
    assert made.token.startswith(API_TOKEN_PREFIX)
    found = house.store.read_now(queries.actor_by_api_token, token_hash(made.token))
    assert found is not None
    actor = found.actor
    assert (actor.kind, actor.id, actor.person_id) == ("token", made.api_token.id, None)
    assert actor.sees(house.busan.id)
    assert not actor.sees(house.kyoto.id)
    with refused("people.owner_only"):
        house.store.write_now(
            staff.change_person, house.sora.id or 0, PersonChanges(name="x"), by=actor
        )

    def dump(view: View) -> str:
        return "".join(str(view.execute(sa.select(each)).all()) for each in metadata.sorted_tables)

    assert made.token not in house.store.read_now(dump)


def test_a_revoked_token_is_dead(house: House) -> None:
    made = house.store.write_now(
        api_tokens.make_api_token, ApiTokenDraft(name="Warehouse"), by=house.anna
    )
    listed = house.store.read_now(queries.api_tokens, by=house.anna)
    assert [each.id for each in listed] == [made.api_token.id]
    for by in (house.lin, house.sora):
        with refused("people.owner_only"):
            house.store.write_now(api_tokens.revoke_api_token, made.api_token.id, by=by)
        with refused("people.owner_only"):
            house.store.write_now(api_tokens.make_api_token, ApiTokenDraft(name="x"), by=by)
    house.store.write_now(api_tokens.revoke_api_token, made.api_token.id, by=house.anna)
    assert house.store.read_now(queries.actor_by_api_token, token_hash(made.token)) is None
    assert house.store.read_now(queries.api_tokens, by=house.anna) == []
    with refused("people.api_token_not_found"):
        house.store.write_now(api_tokens.revoke_api_token, made.api_token.id, by=house.anna)


def _session_id(house: House, token: str) -> int:
    found = house.store.read_now(queries.actor_by_session, token_hash(token))
    assert found is not None
    assert found.session_id is not None
    return found.session_id
