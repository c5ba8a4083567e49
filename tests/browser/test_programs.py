"""The owner lets a program of the shop in, and has it told what happens: all by the screen."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.people import PATIENCE_SECONDS, Colleague
from tests.browser.server import serving
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits
from tests.connectors.webhooks.receiver import Got, Receiver, answering

OWNER = {
    "organisation": "Uji Trading",
    "name": "Anna",
    "email": "anna@uji.example",
    "password": "three calm herons",
}


@pytest.fixture
def owner(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Colleague]:
    """The owner of a desk whose webhooks may go to this machine."""
    monkeypatch.setenv("MADOGUCHI_WEBHOOKS_TO_PRIVATE_ADDRESSES", "true")
    with serving("serve", tmp_path / "data") as stage.origin:
        page = stage.page(locale="en-US")
        made = page.context.request.post(
            f"{stage.origin}/api/v1/setup", data=OWNER, headers={"Origin": stage.origin}
        )
        assert made.ok, made.text()
        yield Colleague(page, stage.origin)
        stage.end()


def test_a_program_comes_in_by_a_token_until_it_is_revoked(owner: Colleague) -> None:
    page = owner.page
    page.goto(f"{owner.origin}/desk/settings/tokens")
    owner.press("tokens.add")
    owner.fill("tokens.name", "Order sync")
    owner.press("tokens.make")
    token = page.get_by_role("dialog").get_by_label(owner.t("tokens.token")).input_value()
    check_accessible(page)
    owner.press("once.done")
    with httpx.Client(
        base_url=f"{owner.origin}/api/v1/",
        headers={"Authorization": f"Bearer {token}"},
        timeout=PATIENCE_SECONDS,
    ) as program:
        assert program.get("teams").status_code == 200
        assert program.get("api-tokens").status_code == 403  # an agent's, as it was chosen
        page.reload()
        expect(page.get_by_text("Order sync")).to_be_visible()
        assert token not in page.content()
        # Revoked while the page is left: the moment in which it can be undone is over then.
        owner.press("tokens.revoke")
        page.goto("about:blank")
        until = time.monotonic() + PATIENCE_SECONDS
        while program.get("teams").status_code != 401:
            assert time.monotonic() < until, "the token still opens the door"
            time.sleep(0.1)


def test_a_webhook_is_made_tried_and_told_why_it_is_not_heard(owner: Colleague) -> None:
    page = owner.page
    with Receiver() as receiver:
        page.goto(f"{owner.origin}/desk/settings/webhooks")
        owner.press("webhooks.add")
        owner.fill("webhooks.url", receiver.url)
        owner.fill("webhooks.name", "Books")
        check_accessible(page)
        owner.press("webhooks.make")
        secret = page.get_by_role("dialog").get_by_label(owner.t("webhooks.secret")).input_value()
        owner.press("once.done")
        page.get_by_role("link", name="Books").click()
        log = page.get_by_role("list", name=owner.t("deliveries"))
        owner.press("webhooks.test")
        (tried,) = receiver.wait_for(1)
        assert genuine(secret, tried)
        expect(log.get_by_text(owner.t("deliveries.delivered"))).to_be_visible()
        receiver.reply = answering(503, b"down for maintenance")
        owner.press("webhooks.test")
        expect(log.get_by_text("down for maintenance")).to_be_visible()
        expect(log.get_by_text("HTTP 503")).to_be_visible()
        check_accessible(page)
        receiver.reply = answering(200)
        log.get_by_role("button", name=owner.t("deliveries.retry")).first.click()
        again = receiver.wait_for(3)[-1]
        assert genuine(secret, again)
        page.set_viewport_size(PHONE)
        check_fits(page)


def test_the_reference_is_read_with_nothing_from_elsewhere(owner: Colleague) -> None:
    page = owner.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{owner.origin}/desk/settings/tokens")
    with page.expect_popup() as opened:
        page.get_by_role("link", name=owner.t("tokens.docs")).click()
    reference = opened.value
    reference.on("request", lambda request: asked.append(request.url))
    reference.goto(f"{owner.origin}/api/v1/docs")
    reference.get_by_role("navigation").get_by_role("link", name="Conversations").click()
    expect(
        reference.get_by_text("/api/v1/conversations/{conversation_id}/messages").first
    ).to_be_visible()
    assert [url for url in asked if not url.startswith(owner.origin)] == []
    check_accessible(reference)
    reference.set_viewport_size(PHONE)
    check_fits(reference)


def genuine(secret: str, got: Got) -> bool:
    """As the API's page tells the shop's developer to check it."""
    timestamp = got.headers["madoguchi-timestamp"]
    signed = timestamp.encode() + b"." + got.body
    wanted = "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, got.headers["madoguchi-signature"])
