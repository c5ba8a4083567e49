"""Money goes back once, whatever is lost on the way, and never more than there is."""

from __future__ import annotations

import threading

import pytest

from madoguchi.connectors.connections.contracts import Context, GivenBack, RefundNews
from madoguchi.connectors.connections.operations.connections import remove_connection
from madoguchi.connectors.connections.operations.news import keep_news
from madoguchi.connectors.refunds import operations
from madoguchi.connectors.refunds.contracts import RefundRequest
from madoguchi.connectors.refunds.rules import PAUSES, REASON_LIMIT
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from madoguchi.orders.contracts import RefundDraft
from madoguchi.people.contracts import THE_DESK
from tests.connectors.refunds.conftest import TOTAL, Counter
from tests.connectors.refunds.platform import Platform
from tests.worker.running import KEYRING


def test_what_is_asked_for_goes_back_once(counter: Counter, platform: Platform) -> None:
    counter.connect(platform.host)
    made = counter.ask(1980)
    assert (made.state, counter.told.refundable) == ("asked", TOTAL - 1980)
    assert counter.carry() == 1
    (refund,) = platform.refunds
    assert f"欠け [{made.mark}]" in {refund.get("note"), refund.get("reason")}
    done = counter.last
    assert (done.state, done.uncertain, done.trouble) == ("refunded", False, None)
    assert counter.whole.order.refunded == 1980
    assert counter.told.refundable == TOTAL - 1980
    assert counter.kinds == ["refund_asked", "order_refunded", "refund_done"]
    counter.pass_time(days=1)
    assert counter.carry() == 0


def test_an_answer_that_is_lost_refunds_nothing_twice(counter: Counter, platform: Platform) -> None:
    counter.connect(platform.host)
    counter.ask()
    platform.moods = ["cut"]
    counter.carry()
    held = counter.last
    assert (held.state, held.uncertain) == ("asked", True)
    assert held.trouble is not None
    assert held.trouble.key == "refund.unknown"
    assert counter.carry() == 0
    counter.pass_time(seconds=PAUSES[0])
    counter.carry()
    assert len(platform.refunds) == 1
    assert (counter.last.state, counter.whole.order.refunded) == ("refunded", 1980)


def test_a_process_that_dies_in_the_middle_leaves_it_to_another(
    counter: Counter, platform: Platform
) -> None:
    counter.connect(platform.host)
    counter.ask()
    assert len(counter.claim()) == 1
    assert counter.claim() == []
    counter.pass_time(seconds=61)
    counter.carry()
    assert (len(platform.refunds), counter.last.state) == (1, "refunded")


def test_what_the_platform_will_not_is_said_in_its_words(
    counter: Counter, platform: Platform
) -> None:
    counter.connect(platform.host)
    counter.ask()
    platform.moods = ["refuse"]
    counter.carry()
    failed = counter.last
    assert failed.trouble is not None
    words = {"shopify": "base: Refund amount is too large", "woocommerce": "The card has expired."}
    assert (failed.state, failed.trouble.params["what"]) == ("failed", words[counter.kind])
    assert (failed.uncertain, counter.told.refundable) == (False, TOTAL)
    assert counter.kinds == ["refund_asked", "refund_failed"]


def test_a_platform_that_is_in_haste_is_left_alone(counter: Counter, platform: Platform) -> None:
    counter.connect(platform.host)
    counter.ask()
    platform.moods = ["slow down"]
    counter.carry()
    assert (counter.last.state, counter.last.attempts, counter.last.uncertain) == (
        "asked",
        0,
        False,
    )
    counter.pass_time(seconds=29)
    assert counter.carry() == 0
    counter.pass_time(seconds=1)
    counter.carry()
    assert counter.last.state == "refunded"


def test_nobody_there_is_not_the_same_as_nobody_knows(counter: Counter, platform: Platform) -> None:
    counter.connect("127.0.0.1:1")
    counter.ask()
    for pause in PAUSES:
        assert counter.carry() == 1
        assert counter.last.state == "asked"
        counter.pass_time(seconds=pause)
    counter.carry()
    failed = counter.last
    assert failed.trouble is not None
    assert (failed.state, failed.trouble.key) == ("failed", "refund.unreached")
    assert (failed.uncertain, failed.attempts) == (False, len(PAUSES) + 1)


def test_one_that_gives_no_answer_is_given_up_as_unknown(
    counter: Counter, platform: Platform
) -> None:
    counter.connect(platform.host)
    counter.ask()
    platform.moods = ["broken"] * (len(PAUSES) + 1)
    for pause in (*PAUSES, 0):
        counter.carry()
        counter.pass_time(seconds=pause)
    failed = counter.last
    assert failed.trouble is not None
    assert (failed.state, failed.trouble.key) == ("failed", "refund.unknown")
    assert (failed.uncertain, platform.refunds) == (True, [])


def test_money_on_its_way_is_looked_after(anywhere: Counter, platform: Platform) -> None:
    anywhere.kind = "shopify"
    anywhere.order = anywhere.placed("2")
    anywhere.connect(platform.host)
    anywhere.ask()
    platform.moods = ["later"]
    anywhere.carry()
    assert (anywhere.last.state, anywhere.whole.order.refunded) == ("accepted", 0)
    assert anywhere.told.refundable == TOTAL - 1980
    with pytest.raises(Conflict, match="too_late"):
        anywhere.withdraw(anywhere.last)
    anywhere.pass_time(minutes=1)
    anywhere.carry()
    assert anywhere.last.state == "accepted"
    platform.refunds[0]["transactions"][0]["status"] = "success"
    anywhere.pass_time(minutes=5)
    anywhere.carry()
    assert (anywhere.last.state, anywhere.whole.order.refunded) == ("refunded", 1980)
    accepted = ["refund_asked", "refund_accepted", "order_refunded", "refund_done"]
    assert (anywhere.kinds, len(platform.refunds)) == (accepted, 1)


def test_one_that_vanishes_there_is_not_made_again(counter: Counter, platform: Platform) -> None:
    counter.kind = "shopify"
    counter.order = counter.placed("2")
    counter.connect(platform.host)
    counter.ask()
    platform.moods = ["later"]
    counter.carry()
    platform.refunds.clear()
    counter.pass_time(minutes=1)
    counter.carry()
    assert counter.last.trouble is not None
    assert (counter.last.state, counter.last.trouble.key) == ("failed", "refund.gone")
    assert platform.refunds == []


def tell(counter: Counter, request: RefundRequest, amount: int) -> None:
    """Let the platform's own notice come in."""
    draft = RefundDraft(
        external_id=f"n{amount}",
        amount=amount,
        currency="JPY",
        reason=f"欠け [{request.mark}]",
        at=counter.now,
    )
    news = [RefundNews(order=counter.order.external_id, refunds=[draft])]
    context = Context(connection_id=1, shop_id=counter.shop_id)
    counter.store.write_now(keep_news, news, context, counter.kind)


def test_the_platforms_own_notice_ends_it(anywhere: Counter, platform: Platform) -> None:
    anywhere.connect(platform.host)
    made = anywhere.ask(1980)
    tell(anywhere, made, 980)
    assert anywhere.last.state == "asked"
    tell(anywhere, made, 1000)
    assert (anywhere.last.state, anywhere.last.is_open) == ("refunded", False)
    # Nothing is left to be done, and nothing is done.
    anywhere.carry()
    assert (platform.asked, platform.refunds) == (0, [])
    assert anywhere.whole.order.refunded == 1980


def test_two_at_once_never_take_more_than_there_is(anywhere: Counter, platform: Platform) -> None:
    anywhere.connect(platform.host)
    outcomes: list[str] = []
    together = threading.Barrier(4)

    def ask() -> None:
        together.wait()
        try:
            outcomes.append(anywhere.ask(TOTAL // 2).state)
        except Refusal as refusal:
            outcomes.append(refusal.key)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["asked"] * 2 + ["refund.too_much"] * 2
    anywhere.carry()
    assert sum(int(each["amount"]) for each in platform.refunds) == TOTAL
    assert anywhere.whole.order.refunded == TOTAL


def test_what_went_back_elsewhere_meanwhile_leaves_no_room(
    counter: Counter, platform: Platform
) -> None:
    counter.connect(platform.host)
    counter.ask(TOTAL)
    by_hand = RefundDraft(external_id="h", amount=1, currency="JPY", at=counter.now)
    news = [RefundNews(order="1", refunds=[by_hand])]
    context = Context(connection_id=1, shop_id=counter.shop_id)
    counter.store.write_now(keep_news, news, context, counter.kind)
    counter.carry()
    assert counter.last.trouble is not None
    assert (counter.last.state, counter.last.trouble.key) == ("failed", "refund.too_much")
    assert platform.refunds == []


def test_it_can_be_taken_back_until_it_is_asked(counter: Counter, platform: Platform) -> None:
    counter.connect(platform.host)
    made = counter.ask()
    assert counter.withdraw(made).state == "withdrawn"
    assert counter.withdraw(made).state == "withdrawn"
    counter.carry()
    assert (platform.asked, counter.last.state) == (0, "withdrawn")
    assert counter.told.refundable == TOTAL
    assert counter.kinds == ["refund_asked", "refund_withdrawn"]
    # After an attempt that failed it can be, but not while one is under way.
    platform.moods = ["broken"]
    made = counter.ask()
    counter.carry()
    assert counter.withdraw(made).state == "withdrawn"


def test_a_connection_that_goes_takes_what_waits_with_it(
    counter: Counter, platform: Platform
) -> None:
    connection = counter.connect(platform.host)
    counter.ask()
    counter.store.write_now(remove_connection, connection.id, by=THE_DESK)
    counter.carry()
    assert counter.last.trouble is not None
    assert (counter.last.state, counter.last.trouble.key) == ("failed", "refund.not_connected")


def test_who_may_and_how_much(counter: Counter, platform: Platform) -> None:
    counter.connect(platform.host)
    for by, refusal in (
        (counter.actor("agent"), Forbidden),
        (counter.actor("owner", all_shops=False), NotFound),
    ):
        with pytest.raises(refusal):
            counter.ask(by=by)
    for amount in (0, -1):
        with pytest.raises(Invalid, match="nothing"):
            counter.ask(amount)
    with pytest.raises(Conflict, match="too_much"):
        counter.ask(TOTAL + 1)
    with pytest.raises(Invalid, match="other_currency"):
        counter.ask(currency="USD")
    with pytest.raises(Invalid, match="long_reason"):
        counter.ask(reason="長" * (REASON_LIMIT + 1))
    assert counter.told.items == []


def test_what_cannot_be_refunded_from_here_says_why(counter: Counter, platform: Platform) -> None:
    def hindered(key: str) -> None:
        assert counter.told.hindrance is not None
        assert counter.told.hindrance.key == key
        with pytest.raises(Conflict, match=key):
            counter.ask()

    hindered("refund.not_connected")
    left_out = {"shopify": "access_token", "woocommerce": "consumer_key"}[counter.kind]
    connection = counter.connect(platform.host, **{left_out: ""})
    hindered("refund.setting_missing")
    counter.store.write_now(remove_connection, connection.id, by=THE_DESK)
    counter.connect(platform.host)
    assert counter.told.hindrance is None
    counter.order = counter.placed("r", kind="rakuten")
    hindered("refund.not_from_here")


def test_one_given_up_that_was_done_all_the_same_is_told_late(
    anywhere: Counter, platform: Platform
) -> None:
    anywhere.connect(platform.host)
    made = anywhere.ask(1980)
    platform.moods = ["broken"] * (len(PAUSES) + 1)
    for pause in (*PAUSES, 0):
        anywhere.carry()
        anywhere.pass_time(seconds=pause)
    assert (anywhere.last.state, anywhere.last.uncertain) == ("failed", True)
    tell(anywhere, made, 1980)
    assert (anywhere.last.state, anywhere.last.trouble) == ("refunded", None)
    assert anywhere.whole.order.refunded == 1980


def test_an_answer_to_one_that_was_taken_back_is_heard(
    anywhere: Counter, platform: Platform
) -> None:
    """A process that stood still for longer than it holds a request must not forget money."""
    anywhere.connect(platform.host)
    made = anywhere.ask(1980)
    (delivery,) = anywhere.claim()
    attempt = anywhere.store.write_now(operations.take, delivery, KEYRING)
    assert attempt is not None
    with pytest.raises(Conflict, match="under_way"):
        anywhere.withdraw(made)
    anywhere.pass_time(minutes=2)
    anywhere.withdraw(made)
    back = RefundDraft(
        external_id="r", amount=1980, currency="JPY", reason=f"[{made.mark}]", at=anywhere.now
    )
    given = GivenBack(state="refunded", refunds=[back])
    anywhere.store.write_now(operations.answer, delivery, attempt, given)
    assert (anywhere.last.state, anywhere.whole.order.refunded) == ("refunded", 1980)


def test_money_on_its_way_fails_by_no_trouble_of_asking(
    counter: Counter, platform: Platform
) -> None:
    counter.kind = "shopify"
    counter.order = counter.placed("2")
    connection = counter.connect(platform.host)
    counter.ask()
    platform.moods = ["later"]
    counter.carry()
    # The right to read was taken away; then the connection was, too.
    counter.pass_time(minutes=1)
    platform.hidden = True
    counter.carry()
    assert counter.last.state == "accepted"
    counter.store.write_now(remove_connection, connection.id, by=THE_DESK)
    counter.pass_time(days=1)
    counter.carry()
    assert (counter.last.state, counter.last.trouble) == ("accepted", None)
    # For two months it is looked after, and then no more.
    counter.pass_time(days=61)
    assert counter.carry() == 1
    counter.pass_time(days=61)
    assert counter.carry() == 0
