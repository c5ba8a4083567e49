"""Consent with its proof, and the hours of the recipient's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given
from msgspec.structs import replace

from madoguchi.customers import operations, queries
from madoguchi.customers.contracts import Consent, ConsentDraft, Purpose
from madoguchi.customers.rules.consents import Reachable, Verdict, may_contact
from madoguchi.kernel.errors import Invalid, NotFound
from tests.customers.people import somebody
from tests.world import World

GIVEN = datetime(2026, 1, 1, tzinfo=UTC)


def agreed(*purposes: Purpose, withdrawn: datetime | None = None) -> list[Consent]:
    return [
        Consent(
            id=number,
            version=1,
            customer_id=1,
            purpose=purpose,
            given_at=GIVEN,
            channel="webchat",
            locale="ko",
            text="동의합니다",
            noted_by=None,
            withdrawn_at=withdrawn,
            withdrawn_channel=None,
            withdrawn_noted_by=None,
        )
        for number, purpose in enumerate(purposes, start=1)
    ]


def asked(country: str | None, zone: str | None, at: datetime, *purposes: Purpose) -> Verdict:
    person = Reachable(consents=agreed("marketing_chat", *purposes), country=country, zone=zone)
    return may_contact(person, "marketing_chat", at)


def at(zone: str, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, 10, hour, minute, tzinfo=ZoneInfo(zone))


def test_nothing_without_consent_nor_after_its_withdrawal() -> None:
    noon = at("Asia/Tokyo", 12)
    nobody = Reachable(consents=[], country="JP", zone="Asia/Tokyo")
    assert may_contact(nobody, "marketing_email", noon).why == "no_consent"
    gone = agreed("marketing_email", withdrawn=GIVEN + timedelta(days=1))
    left = Reachable(consents=gone, country="JP", zone="Asia/Tokyo")
    assert may_contact(left, "marketing_email", noon).why == "withdrawn"
    # Consent to one thing is none to another.
    chat = Reachable(consents=agreed("marketing_chat"), country="JP", zone="Asia/Tokyo")
    assert may_contact(chat, "marketing_email", noon).why == "no_consent"
    assert may_contact(chat, "marketing_chat", noon).allowed


def test_a_withdrawal_takes_back_every_consent_before_it() -> None:
    first, second = agreed("marketing_chat", "marketing_chat", withdrawn=GIVEN + timedelta(days=2))
    earlier = replace(second, withdrawn_at=None)
    later = replace(earlier, given_at=GIVEN + timedelta(days=3))
    noon = at("Asia/Tokyo", 12)
    for kept, allowed in (([first, earlier], False), ([first, later], True)):
        person = Reachable(consents=kept, zone="Asia/Tokyo")
        assert may_contact(person, "marketing_chat", noon).allowed is allowed


@pytest.mark.parametrize(("hour", "allowed"), [(7, False), (8, True), (20, True), (21, False)])
def test_korea_sleeps_from_nine_to_eight_unless_told_otherwise(hour: int, allowed: bool) -> None:
    verdict = asked("KR", "Asia/Seoul", at("Asia/Seoul", hour))
    assert verdict.allowed is allowed
    by_night = asked("KR", "Asia/Seoul", at("Asia/Seoul", hour), "marketing_at_night")
    assert (by_night.allowed, by_night.mark, by_night.opt_out) == (True, "(광고)", True)
    if not allowed:
        assert verdict.why == "quiet_hours"
        assert verdict.from_when is not None
        opens = verdict.from_when.astimezone(ZoneInfo("Asia/Seoul"))
        assert (opens.hour, opens.minute) == (8, 0)


def test_elsewhere_a_consent_for_nights_opens_no_night() -> None:
    night = at("America/New_York", 22)
    assert not asked("US", "America/New_York", night, "marketing_at_night").allowed


def test_of_an_american_whose_zone_is_unknown_every_zone_is_kept() -> None:
    assert not asked("US", None, at("America/New_York", 9)).allowed  # Hawaii sleeps
    assert not asked("US", None, at("Pacific/Honolulu", 18)).allowed  # New York does
    assert asked("US", None, at("America/New_York", 16)).allowed


def test_where_nothing_is_known_nothing_is_sent() -> None:
    assert asked(None, None, at("UTC", 12)).why == "zone_unknown"
    person = Reachable(consents=agreed("call_recording"))
    assert may_contact(person, "call_recording", at("UTC", 3)).allowed


@given(
    st.sampled_from(["KR", "JP", "US", "CN", "TW", "HK", "BR", None]),
    st.sampled_from(["Asia/Seoul", "America/Chicago", "Asia/Kathmandu", "Pacific/Apia", None]),
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: GIVEN + timedelta(minutes=minutes)),
)
def test_when_it_is_too_early_the_moment_named_is_the_first_that_is_not(
    country: str | None, zone: str | None, instant: datetime
) -> None:
    verdict = asked(country, zone, instant)
    if verdict.from_when is None:
        return
    assert verdict.from_when > instant
    assert asked(country, zone, verdict.from_when).allowed
    assert not asked(country, zone, verdict.from_when - timedelta(minutes=1)).allowed


def test_the_proof_stays_after_a_withdrawal(small_world: World) -> None:
    write, read, lin = small_world.store.write_now, small_world.store.read_now, small_world.lin
    person = somebody(small_world, "v1")
    draft = ConsentDraft(
        purpose="marketing_email", text="お知らせを受け取る", locale="ja-jp", channel="webchat"
    )
    given_consent = write(operations.give_consent, person.id, draft, by=lin)
    assert (given_consent.locale, given_consent.noted_by) == ("ja-JP", lin.id)
    gone = write(operations.withdraw_consent, given_consent.id, "phone", by=lin)
    assert gone == write(operations.withdraw_consent, gone.id, "email", by=lin)
    (kept,) = read(queries.profile, person.id, by=lin).consents
    assert (kept.text, kept.withdrawn_channel) == ("お知らせを受け取る", "phone")


@pytest.mark.parametrize(
    "change",
    [{"text": " "}, {"channel": ""}, {"given_at": datetime(2030, 1, 1, tzinfo=UTC)},
     {"given_at": GIVEN.replace(tzinfo=None)}, {"text": "x" * 10_001}],
)  # fmt: skip
def test_what_would_prove_nothing_is_refused(small_world: World, change: dict[str, object]) -> None:
    person = somebody(small_world, "v1")
    fields = {"purpose": "marketing_email", "text": "はい", "locale": "ja", "channel": "phone"}
    draft = ConsentDraft(**{**fields, **change})
    with pytest.raises(Invalid):
        small_world.store.write_now(operations.give_consent, person.id, draft, by=small_world.lin)


def test_nobody_withdraws_what_they_cannot_see(small_world: World) -> None:
    person = somebody(small_world, "v1", shop_id=small_world.canton_shop.id)
    draft = ConsentDraft(purpose="call_recording", text="好", locale="zh-CN", channel="phone")
    kept = small_world.store.write_now(
        operations.give_consent, person.id, draft, by=small_world.lin
    )
    with pytest.raises(NotFound):
        small_world.store.write_now(
            operations.withdraw_consent, kept.id, "phone", by=small_world.sora
        )
