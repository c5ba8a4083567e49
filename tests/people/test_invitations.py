"""Invitations: one link, one person, one week."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from madoguchi.kernel.schema import metadata
from madoguchi.kernel.transaction import View
from madoguchi.people import queries
from madoguchi.people.contracts import InvitationDraft, InvitationMade, Person
from madoguchi.people.operations import invitations, teams
from madoguchi.people.rules.secrets import token_hash
from tests.databases import Clock
from tests.people.conftest import HASH, House, a_session
from tests.refusals import key_of, refused


def invite(house: House, email: str = "mei@kita.example", **draft: object) -> InvitationMade:
    return house.store.write_now(
        invitations.invite, InvitationDraft(email=email, **draft), by=house.anna
    )


def accept(house: House, token: str, name: str = "Mei") -> Person:
    return house.store.write_now(
        invitations.accept,
        token,
        name=name,
        password_hash=HASH,
        locale="zh-CN",
        zone="Asia/Shanghai",
        session=a_session(),
    )


def test_an_invited_person_joins_with_what_they_were_given(house: House) -> None:
    team = house.store.write_now(teams.make_team, "Osaka", by=house.anna)
    made = invite(house, role="supervisor", shop_ids=[house.busan.id], team_ids=[team.id])
    seen = house.store.read_now(queries.invitation_by_token, token_hash(made.token))
    assert (seen.organisation, seen.email, seen.role) == (
        "北 Trading",
        "mei@kita.example",
        "supervisor",
    )
    mei = accept(house, made.token)
    assert (mei.role, mei.shop_ids, mei.team_ids, mei.all_shops) == (
        "supervisor",
        [house.busan.id],
        [team.id],
        False,
    )
    assert house.store.read_now(queries.open_invitations, by=house.anna) == []


def test_a_link_works_once_also_when_many_try(house: House) -> None:
    made = invite(house)

    def attempt(number: int) -> str | None:
        return key_of(lambda: accept(house, made.token, f"Mei {number}"))

    with ThreadPoolExecutor(16) as pool:
        outcomes = Counter(pool.map(attempt, range(16)))
    assert outcomes == {None: 1, "people.invitation_gone": 15}
    names = [each.name for each in house.store.read_now(queries.all_people, house.anna)]
    assert len([name for name in names if name.startswith("Mei")]) == 1


def test_a_link_works_for_a_week(house: House, clock: Clock) -> None:
    made = invite(house)
    clock.pass_time(days=7)
    with refused("people.invitation_gone"):
        house.store.read_now(queries.invitation_by_token, token_hash(made.token))
    with refused("people.invitation_gone"):
        accept(house, made.token)
    assert house.store.read_now(queries.open_invitations, by=house.anna) == []


def test_a_withdrawn_link_is_dead(house: House) -> None:
    made = invite(house)
    with refused("people.owner_only"):
        house.store.write_now(invitations.withdraw, made.invitation.id, by=house.lin)
    house.store.write_now(invitations.withdraw, made.invitation.id, by=house.anna)
    with refused("people.invitation_gone"):
        accept(house, made.token)
    with refused("people.invitation_gone"):
        house.store.write_now(invitations.withdraw, made.invitation.id, by=house.anna)


def test_only_the_newest_link_to_an_address_works(house: House) -> None:
    first, second = invite(house), invite(house)
    with refused("people.invitation_gone"):
        accept(house, first.token)
    accept(house, second.token)


def test_an_address_has_one_account(house: House) -> None:
    with refused("people.email_taken", "email"):
        invite(house, "ANNA@kita.example")
    made, other = invite(house, "mei@kita.example"), invite(house, "MEI@kita.example")
    with refused("people.invitation_gone"):
        accept(house, made.token)
    accept(house, other.token)


def test_a_team_dissolved_meanwhile_is_left_out(house: House) -> None:
    team = house.store.write_now(teams.make_team, "Osaka", by=house.anna)
    made = invite(house, team_ids=[team.id])
    house.store.write_now(teams.dissolve_team, team.id, by=house.anna)
    assert accept(house, made.token).team_ids == []


def test_only_owners_invite(house: House) -> None:
    for by in (house.lin, house.sora):
        with refused("people.owner_only"):
            house.store.write_now(
                invitations.invite, InvitationDraft(email="mei@kita.example"), by=by
            )
        with refused("people.owner_only"):
            house.store.read_now(queries.open_invitations, by=by)


def test_no_table_holds_the_token(house: House) -> None:
    made = invite(house)

    def dump(view: View) -> str:
        return "".join(
            str(view.execute(sa.select(table)).all()) for table in metadata.sorted_tables
        )

    stored = house.store.read_now(dump)
    assert made.invitation.email in stored
    assert made.token not in stored
