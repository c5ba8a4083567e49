"""An owner takes everything along, sees how far it is, and nobody else finds the door."""

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.people import desk_texts
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits

LOCALES = ("zh-CN", "zh-TW", "ja", "ko", "en")


def test_an_export_is_asked_for_watched_and_downloaded(stage: Stage) -> None:
    owner = stage.newly_signed_in("ruoxi", path="/desk/settings/data")
    page = owner.page
    exports = page.get_by_role("list", name=owner.t("export"))
    owner.press("export.ask")
    # It comes to stand there, and becomes ready, without anything being fetched again.
    row = exports.get_by_role("listitem").first
    expect(row.get_by_text(owner.t("export.state.ready"))).to_be_visible()
    expect(row).to_contain_text(owner.t("export.kind.everything"))
    with stage.api("ruoxi") as api:
        me = api.get("/api/v1/session").json()["me"]
        (newest, *_) = api.get("/api/v1/export").json()
    expect(row).to_contain_text(me["name"])
    assert newest["asked_by"] == me["id"]
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.get_by_role("button", name=owner.t("export.ask"))).to_be_enabled()

    with page.expect_download() as found:
        row.get_by_role("link", name=owner.t("download")).click()
    with zipfile.ZipFile(found.value.path()) as archive:
        assert archive.testzip() is None
        assert archive.read("conversations.jsonl").count(b"\n") > 5
    check_accessible(page)
    page.set_viewport_size(PHONE)
    check_fits(page)


@pytest.mark.parametrize("locale", LOCALES)
def test_one_under_way_says_how_far_it_is_in_every_language(stage: Stage, locale: str) -> None:
    texts = desk_texts(locale)
    page = stage.colleague("ruoxi", path="/desk/inbox/open").page
    under_way = {
        "id": 9_000_001,
        "version": 3,
        "kind": "everything",
        "state": "running",
        "rows_done": 1200,
        "rows_total": 4800,
        "size": None,
        "asked_by": None,
        "created_at": "2026-11-22T01:00:00Z",
        "finished_at": None,
        "expires_at": None,
    }
    with stage.api("ruoxi") as api:
        me = api.get("/api/v1/session").json()["me"]
        spoken = me["locale"]
        api.patch(f"/api/v1/people/{me['id']}", json={"locale": locale}).raise_for_status()
    try:
        # A company of this size is exported at once: a slow one is put in its answer's place.
        page.route("**/api/v1/export", lambda route: route.fulfill(json=[under_way]))
        page.goto(f"{stage.origin}/desk/settings/data")
        bar = page.get_by_role("progressbar", name=texts["export.kind.everything"])
        expect(bar).to_have_attribute("value", "1200")
        expect(bar).to_have_attribute("max", "4800")
        expect(page.get_by_text(texts["export.state.running"])).to_be_visible()
        expect(page.get_by_role("button", name=texts["export.ask"])).to_be_disabled()
        check_accessible(page)
    finally:
        with stage.api("ruoxi") as api:
            api.patch(f"/api/v1/people/{me['id']}", json={"locale": spoken}).raise_for_status()


def test_a_supervisor_finds_no_export(stage: Stage) -> None:
    with stage.api("yuto") as api:
        role = api.get("/api/v1/session").json()["me"]["role"]
        assert role != "owner"
        assert api.get("/api/v1/export").status_code == 403
        assert api.post("/api/v1/export", json={"kind": "everything"}).status_code == 403
    page = stage.colleague("yuto", path="/desk/settings/data").page
    expect(page.locator(".settings-page .blank")).to_be_visible()
