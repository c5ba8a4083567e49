"""A backup is restored behind an open window: it shows what the desk has, not what there was."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import expect

from tests.browser.people import PATIENCE_SECONDS, Visitor
from tests.browser.server import free_port, serving
from tests.browser.shop_page import hosting
from tests.browser.stage import Stage
from tests.web.running import OWNER


def madoguchi(*words: str | Path) -> None:
    """Run a command of ours to its end."""
    command = [sys.executable, "-m", "madoguchi.cli", *map(str, words)]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def shop_page(desk: str) -> Iterator[str]:
    """Set the desk up and open a shop; yield the address of its page, which may talk to it."""
    with httpx.Client(
        base_url=f"{desk}/api/v1/", headers={"Origin": desk}, timeout=PATIENCE_SECONDS
    ) as owner:
        owner.post("setup", json=OWNER).raise_for_status()
        owner.headers["X-CSRF-Token"] = owner.cookies["madoguchi_csrf"]
        shop = owner.post("shops", json={"name": "Uji Tea", "locale": "en"}).json()
        code = f'<script src="{desk}/widget.js" data-shop="{shop["public_key"]}" async></script>'
        with hosting(code) as origin:
            allowed = {"allowed_origins": [origin]}
            owner.patch(f"shops/{shop['id']}", json=allowed).raise_for_status()
            yield origin


def test_lines_that_a_backup_lacks_leave_the_window_that_was_open(
    stage: Stage, tmp_path: Path
) -> None:
    stage.forgive("WebSocket|net::ERR_|Failed to load resource")
    data, backup, port = tmp_path / "data", tmp_path / "desk.backup", free_port()
    desk = f"http://127.0.0.1:{port}"
    with ExitStack() as street:
        with serving("serve", data, port):
            page = stage.page(locale="en-US")
            page.goto(street.enter_context(shop_page(desk)))
            hana = Visitor(page)
            hana.open_chat()
            hana.write("Is the first flush in?")
            hana.expect_mark("Delivered")
            madoguchi("backup", backup, "--data", data)
            hana.write("This line will be lost.")
            expect(hana.line("This line will be lost.")).to_be_visible()
            hana.expect_mark("Delivered")
        madoguchi("restore", backup, "--data", data, "--replace")
        with serving("serve", data, port):
            expect(hana.line("This line will be lost.")).to_have_count(0)
            expect(hana.line("Is the first flush in?")).to_have_count(1)
            hana.write("Hello again?")
            expect(hana.line("Hello again?")).to_have_count(1)
            hana.expect_mark("Delivered")
            stage.end()
