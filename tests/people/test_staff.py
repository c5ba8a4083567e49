"""The staff: set up once, always an owner, nobody more than they may, every change in the feed."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel import feed
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.store import Store
from madoguchi.people import queries
from madoguchi.people.contracts import Actor, Person, PersonChanges, Team
from madoguchi.people.operations import company, staff, teams
from madoguchi.people.rules import fields
from tests.people.conftest import HASH, House
from tests.refusals import key_of, refused


def change(house: House, who: Actor, changes: PersonChanges, *, by: Actor) -> Person:
    return house.store.write_now(staff.change_person, who.id or 0, changes, by=by)


def test_set_up_happens_once_also_when_many_try(store: Store) -> None:
    def attempt(number: int) -> str | None:
        return key_of(
            lambda: store.write_now(
                staff.set_up,
                organisation=f"Company {number}",
                name="First",
                email=f"first{number}@kita.example",
                password_hash=HASH,
                locale="en",
                zone="UTC",
            )
        )

    assert store.read_now(queries.organisation) is None
    with ThreadPoolExecutor(16) as pool:
        outcomes = Counter(pool.map(attempt, range(16)))
    assert outcomes == {None: 1, "people.set_up_already": 15}
    owner = Actor(kind="system", id=None, name="", role="owner")
    assert len(store.read_now(queries.all_people, owner)) == 1


def test_an_owner_always_remains(house: House) -> None:
    for changes in (
        PersonChanges(role="supervisor"),
        PersonChanges(role="agent"),
        PersonChanges(disabled=True),
    ):
        with refused("people.last_owner"):
            change(house, house.anna, changes, by=house.anna)
    change(house, house.lin, PersonChanges(role="owner"), by=house.anna)
    change(house, house.anna, PersonChanges(disabled=True), by=house.actor(house.lin.id))
    with refused("people.last_owner"):
        change(house, house.lin, PersonChanges(role="agent"), by=house.actor(house.lin.id))


def test_two_owners_who_demote_each_other_leave_one(house: House) -> None:
    change(house, house.lin, PersonChanges(role="owner"), by=house.anna)
    lin = house.actor(house.lin.id)

    def demote(pair: tuple[Actor, Actor]) -> str | None:
        who, by = pair
        return key_of(lambda: change(house, who, PersonChanges(role="agent"), by=by))

    with ThreadPoolExecutor(2) as pool:
        outcomes = Counter(pool.map(demote, [(lin, house.anna), (house.anna, lin)]))
    assert outcomes == {None: 1, "people.last_owner": 1}
    roles = [each.role for each in house.store.read_now(queries.all_people, house.anna)]
    assert roles.count("owner") == 1


def test_disabling_ends_every_session(house: House) -> None:
    token = house.sign_in(house.sora)
    assert house.may_act(token)
    change(house, house.sora, PersonChanges(disabled=True), by=house.anna)
    assert not house.may_act(token)
    with refused("people.not_found"):
        house.actor(house.sora.id)
    change(house, house.sora, PersonChanges(disabled=False), by=house.anna)
    assert not house.may_act(token)
    assert house.may_act(house.sign_in(house.sora))


@pytest.mark.parametrize(
    "changes",
    [
        PersonChanges(role="owner"),
        PersonChanges(all_shops=True),
        PersonChanges(shop_ids=[2]),
        PersonChanges(disabled=True),
        PersonChanges(two_factor=False),
        PersonChanges(name="Nick", role="owner"),
    ],
)
def test_only_owners_give_rights(house: House, changes: PersonChanges) -> None:
    for by in (house.lin, house.sora):
        for who in (house.sora, house.lin, house.anna):
            with refused("people.owner_only"):
                change(house, who, changes, by=by)


def test_everybody_changes_their_own_name_language_and_zone(house: House) -> None:
    mine = PersonChanges(name=" 空  ", locale="ko", zone="Asia/Seoul")
    person = change(house, house.sora, mine, by=house.sora)
    assert (person.name, person.locale, person.zone) == ("空", "ko", "Asia/Seoul")
    with refused("people.owner_only"):
        change(house, house.lin, PersonChanges(name="空"), by=house.sora)


def test_supervisors_say_who_is_in_which_team(house: House) -> None:
    team = house.store.write_now(teams.make_team, "Returns", by=house.lin)
    person = change(house, house.sora, PersonChanges(team_ids=[team.id, team.id]), by=house.lin)
    assert person.team_ids == [team.id]
    assert house.actor(house.sora.id).team_ids == {team.id}
    with refused("people.owner_only"):
        change(house, house.sora, PersonChanges(team_ids=[]), by=house.sora)


def test_shops_and_teams_must_exist(house: House) -> None:
    with refused("people.unknown_shop", "shop_ids"):
        change(house, house.sora, PersonChanges(shop_ids=[house.kyoto.id, 999]), by=house.anna)
    with refused("people.unknown_team", "team_ids"):
        change(house, house.sora, PersonChanges(team_ids=[999]), by=house.anna)
    assert house.actor(house.sora.id).shop_ids == {house.kyoto.id}


def test_owners_see_every_shop(house: House) -> None:
    person = change(house, house.sora, PersonChanges(role="owner"), by=house.anna)
    assert person.all_shops
    assert change(house, house.sora, PersonChanges(all_shops=False), by=house.anna).all_shops


def test_nothing_given_changes_nothing(house: House) -> None:
    before = house.store.read_now(queries.person, house.sora.id or 0)
    assert change(house, house.sora, PersonChanges(), by=house.sora) == before


def test_team_names_are_told_apart_as_readers_do(house: House) -> None:
    returns = house.store.write_now(teams.make_team, "Returns", by=house.anna)
    with refused("people.team_name_taken", "name"):
        house.store.write_now(teams.make_team, " RETURNS ", by=house.anna)
    other = house.store.write_now(teams.make_team, "返品", by=house.anna)
    with refused("people.team_name_taken", "name"):
        house.store.write_now(teams.rename_team, other.id, "returns", by=house.anna)
    renamed = house.store.write_now(teams.rename_team, returns.id, "RETURNS", by=house.anna)
    assert (renamed.name, renamed.version) == ("RETURNS", 2)
    for refusing in (teams.make_team,):
        with refused("people.supervisor_only"):
            house.store.write_now(refusing, "New", by=house.sora)
    with refused("people.team_not_found"):
        house.store.write_now(teams.dissolve_team, 999, by=house.anna)


def test_a_stale_snapshot_and_the_feed_make_a_fresh_snapshot(house: House) -> None:
    """The sync equation, over every operation on people and teams."""
    store = house.store
    start = store.read_now(lambda view: feed.last_position(view.connection))
    people = {each.id: each for each in store.read_now(queries.all_people, house.anna)}
    groups = {each.id: each for each in store.read_now(queries.all_teams, house.anna)}

    one = store.write_now(teams.make_team, "One", by=house.anna)
    two = store.write_now(teams.make_team, "Two", by=house.anna)
    both = [one.id, two.id]
    change(house, house.sora, PersonChanges(team_ids=both, name="そら"), by=house.anna)
    change(house, house.lin, PersonChanges(team_ids=both, all_shops=True), by=house.anna)
    store.write_now(teams.rename_team, two.id, "Zwei", by=house.lin)
    store.write_now(teams.dissolve_team, one.id, by=house.anna)
    change(house, house.sora, PersonChanges(disabled=True), by=house.anna)
    house.join("mei", "agent")

    entries = store.read_now(lambda view: feed.read(view.connection, start, 1000))
    for entry in entries:
        for made in msgspec.json.decode(entry.changes):
            known, kind = {"person": (people, Person), "team": (groups, Team)}.get(
                made["type"], (None, None)
            )
            if known is None or kind is None:
                continue
            if made["value"] is None:
                del known[made["id"]]
            elif made["id"] not in known or known[made["id"]].version < made["version"]:
                known[made["id"]] = msgspec.convert(made["value"], kind)

    assert list(people.values()) == store.read_now(queries.all_people, house.anna)
    assert groups == {each.id: each for each in store.read_now(queries.all_teams, house.anna)}


def test_the_feed_shows_a_session_to_its_person_alone(house: House) -> None:
    house.sign_in(house.sora)
    entries = house.store.read_now(lambda view: feed.read(view.connection, feed.START, 1000))
    sessions = [entry for entry in entries if entry.kind.startswith("session_")]
    assert sessions
    assert all(entry.person_id is not None for entry in sessions)


@given(st.text(max_size=40))
def test_names_are_one_line_that_can_be_seen(name: str) -> None:
    missing = key_of(lambda: fields.check_name(name))
    if missing is not None:
        assert missing == "people.name_missing"
        return
    kept = fields.check_name(name)
    assert kept == fields.check_name(kept)
    assert not any(mark in kept for mark in "\n\r\t\x00\u202e\u2066")
    assert kept.strip() == kept


@pytest.mark.parametrize(
    "email", ["a@b.jp", "o'neil+desk@mail.kita.example", "客服@例え.jp", "x" * 64 + "@b.co"]
)
def test_addresses_that_are(email: str) -> None:
    assert fields.check_email(f" {email} ") == email


@pytest.mark.parametrize(
    "email",
    [
        "",
        "a",
        "a@b",
        "a@@b.jp",
        "a b@c.jp",
        "a@b..jp",
        "<a@b.jp>",
        "a@b.jp, c@d.jp",
        "a@b.jp\x00",
        "a@b.j",
        "x" * 65 + "@b.jp",
        "a@" + "b" * 260 + ".jp",
        "a\n@b.jp",
    ],
)
def test_addresses_that_are_not(email: str) -> None:
    with refused("people.bad_email", "email"):
        fields.check_email(email)


def test_zones_and_languages() -> None:
    assert fields.check_zone("Asia/Shanghai") == "Asia/Shanghai"
    with pytest.raises(Invalid) as caught:
        fields.check_zone("Asia/Shangai")
    assert caught.value.params["near"] == "Asia/Shanghai"
    for bad in ("", "../etc/passwd", "UTC\x00", "JST-9"):
        with refused("people.unknown_zone", "zone"):
            fields.check_zone(bad)
    with refused("people.unknown_locale", "locale"):
        fields.check_locale("fr")


def test_an_owner_renames_the_company(house: House) -> None:
    def rename(name: str, by: Actor) -> str:
        return house.store.write_now(company.rename, name, by=by).name

    def told() -> list[tuple[int, str]]:
        events = house.store.read_now(lambda view: feed.read(view.connection, feed.START, 1000))
        return [
            (change["version"], change["value"]["name"])
            for event in events
            if event.kind == "organisation_renamed"
            for change in msgspec.json.decode(event.changes)
        ]

    assert rename("  喜多 Trading ", house.anna) == "喜多 Trading"
    assert rename("喜多 Trading", house.anna) == "喜多 Trading"  # no change, nothing to tell
    assert rename("Kita", house.anna) == "Kita"
    kept = house.store.read_now(queries.organisation)
    assert kept is not None
    assert kept.name == "Kita"
    assert told() == [(2, "喜多 Trading"), (3, "Kita")]
    for by in (house.lin, house.sora):
        with refused("people.owner_only"):
            rename("Mine", by)
    for name, why in ((" \u200b", "name_missing"), ("x" * 1000, "name_too_long")):
        with refused(f"people.{why}"):
            rename(name, house.anna)
