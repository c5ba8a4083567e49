"""A customer comes back after weeks: what was said before stands above what is said now."""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.people import PATIENCE_SECONDS, Visitor
from tests.browser.shop_page import hosting
from tests.browser.stage import Stage
from tests.live.former import end_long_ago
from tests.web.conftest import set_up
from tests.web.running import Browser, Running


def test_former_talks_stand_above_the_new_one(stage: Stage, tmp_path: Path) -> None:
    with Running(tmp_path / "data") as server:
        anna = set_up(server)
        shop = anna.post("shops", json={"name": "Uji Tea", "locale": "en"}).json()
        code = f'<script src="{server.url}/widget.js" data-shop="{shop["public_key"]}"></script>'
        with hosting(code) as origin:
            allowed = {"allowed_origins": [origin]}
            anna.patch(f"shops/{shop['id']}", json=allowed).raise_for_status()
            page = stage.page(locale="en-US")
            page.goto(origin)
            hana = Visitor(page)
            hana.open_chat()
            hana.write("Is the first flush in?")
            hana.expect_mark("Delivered")
            first = anna.get("conversations?view=all").json()["items"][0]["id"]
            card = {
                "client_id": "card-00000001",
                "kind": "choice",
                "body": "It is. How much shall we keep for you?",
                "choices": ["100 g", "200 g"],
            }
            anna.post(f"conversations/{first}/messages", json=card).raise_for_status()
            choice = hana.log.get_by_role("button", name="200 g")
            expect(choice).to_be_enabled()
            end_long_ago(server, anna, first)
            expect(hana.log).to_contain_text("This conversation is closed.")

            page.reload()  # the window was left open, and is open again
            expect(hana.field).to_be_visible()
            hana.write("I am back for the second flush.")
            hana.expect_mark("Delivered")
            page.reload()
            expect(hana.log.locator(".bubble")).to_contain_text(
                ["Is the first flush in?", "It is. How much", "I am back for the second flush."]
            )
            expect(hana.line("Is the first flush in?")).to_have_count(1)
            # What was asked then is answered no more.
            expect(choice).to_be_disabled()
            # What the shop says first in the new talk is heard, and seen to be read.
            second = anna.get("conversations?view=open").json()["items"][0]["id"]
            assert second != first
            end_long_ago(server, anna, second)
            customer = anna.get(f"conversations/{second}").json()["customer"]["id"]
            speech = {"client_id": "first-000001", "body": "The third flush is here."}
            wish = {"customer_id": customer, "speech": speech}
            third = anna.post("conversations", json=wish).raise_for_status().json()["id"]
            expect(hana.answers("The third flush is here.")).to_be_visible()
            until = time.monotonic() + PATIENCE_SECONDS
            while not seen_to_be_read(anna, third):
                assert time.monotonic() < until, "what was read is not marked so"
                page.wait_for_timeout(100)
            stage.end()


def seen_to_be_read(anna: Browser, conversation_id: int) -> bool:
    """Say whether the desk knows that the customer has read the last line of a talk."""
    talk = anna.get(f"conversations/{conversation_id}").json()["conversation"]
    return bool(talk["customer_read_seq"] == talk["message_count"])
