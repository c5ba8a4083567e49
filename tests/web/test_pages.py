"""The pages and what their answers carry."""

from __future__ import annotations

import gzip
from pathlib import Path

import httpx
import pytest

from madoguchi.web.screens_on_disk import Screens, choose
from tests.web.conftest import Join
from tests.web.running import Browser, Running, problem


@pytest.fixture
def built(server: Running, tmp_path: Path) -> httpx.Client:
    """A server whose screens are a few known files."""
    folder = server.desk.screens.folder = tmp_path / "screens"
    (folder / "desk").mkdir(parents=True)
    (folder / "widget").mkdir()
    (folder / "desk" / "index.html").write_text("<!doctype html><title>Desk</title>")
    (folder / "desk" / "desk-abc.js").write_text("console.log(1);" * 200)
    (folder / "widget" / "loader-abc.js").write_text("loader")
    (folder / "widget" / "manifest.json").write_text('{"loader.ts":{"file":"loader-abc.js"}}')
    (tmp_path / "outside.txt").write_text("outside")
    client = httpx.Client(base_url=server.url)
    server.browsers.append(client)
    return client


def test_the_desk_answers_under_every_path_of_its_own(built: httpx.Client) -> None:
    for path in ("/desk", "/desk/", "/desk/inbox/42", "/desk/invitation/a-b_c"):
        response = built.get(path)
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["cache-control"] == "no-cache"
        assert "<title>Desk</title>" in response.text
    assert built.get("/").headers["location"] == "/desk"


def test_who_asks_for_the_headers_alone_gets_those_of_the_answer(
    built: httpx.Client, anna: Browser
) -> None:
    # As monitors, balancers and link checkers do (RFC 9110, 9.1: every server takes a HEAD).
    for path in ("/desk", "/widget.js", "/healthz", "/readyz", "/nothing", "/api/v1/shops"):
        whole, head = anna.get(path), anna.request("HEAD", path)
        assert (head.status_code, head.content) == (whole.status_code, b"")
        assert dict(head.headers) | {"date": ""} == dict(whole.headers) | {"date": ""}
    assert built.head("/api/v1/shops").status_code == 401
    assert built.head("/api/v1/session/list/1").status_code == 405


def test_hashed_files_are_kept_for_ever_and_sent_compressed(built: httpx.Client) -> None:
    response = built.get("/screens/desk/desk-abc.js")
    assert response.headers["content-encoding"] == "gzip"
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.text == "console.log(1);" * 200
    plain = built.get("/screens/desk/desk-abc.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    again = built.get(
        "/screens/desk/desk-abc.js", headers={"If-None-Match": response.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_the_loader_is_kept_for_minutes_and_open_to_all_pages(built: httpx.Client) -> None:
    response = built.get("/widget.js")
    assert response.text == "loader"
    assert "immutable" not in response.headers["cache-control"]
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_page_of_another_origin_may_import_the_widget_and_nothing_else(
    built: httpx.Client,
) -> None:
    elsewhere = {"Origin": "https://shop.example"}
    module = built.get("/screens/widget/loader-abc.js", headers=elsewhere)
    assert module.headers["access-control-allow-origin"] == "*"
    assert module.headers["cross-origin-resource-policy"] == "cross-origin"
    own = built.get("/screens/desk/desk-abc.js", headers=elsewhere)
    assert "access-control-allow-origin" not in own.headers
    assert own.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/screens/../outside.txt",
        "/screens/%2e%2e/outside.txt",
        "/screens/desk/..%2f..%2foutside.txt",
        "/screens//etc/passwd",
        "/screens/desk",
        "/screens/%00",
        "/static/..%2fpages.py",
        "/screens/",
    ],
)
def test_nothing_outside_the_folder_is_sent(built: httpx.Client, path: str) -> None:
    response = built.get(path)
    assert response.status_code in {404, 405}
    assert response.text != "outside"


def test_before_the_screens_are_built_the_answer_says_so(server: Running, tmp_path: Path) -> None:
    server.desk.screens.folder = tmp_path / "nothing"
    problem(httpx.get(f"{server.url}/desk"), 503, "web.screens_not_built")
    problem(httpx.get(f"{server.url}/widget.js"), 503, "web.screens_not_built")


def test_every_answer_is_guarded(server: Running, anna: Browser) -> None:
    for response in (
        httpx.get(f"{server.url}/desk"),
        httpx.get(f"{server.url}/api/v1/docs"),
        anna.get("session"),
        anna.get("nothing"),
        httpx.get(f"{server.url}/nothing"),
    ):
        policy = response.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"]
    assert anna.get("session").headers["cache-control"] == "no-store"


def test_the_sample_page_shows_the_shop_with_its_widget(server: Running, anna: Browser) -> None:
    shop = anna.post("shops", json={"name": "<京都> & 店", "locale": "ja"}).json()
    response = httpx.get(f"{server.url}/sample/{shop['public_key']}")
    assert response.status_code == 200
    assert f'data-shop="{shop["public_key"]}"' in response.text
    assert "&lt;京都&gt; &amp; 店" in response.text
    assert 'lang="ja"' in response.text
    assert "style=" not in response.text
    assert "今季の新着" in response.text
    assert httpx.get(f"{server.url}/static/sample.css").status_code == 200
    problem(httpx.get(f"{server.url}/sample/none"), 404, "shops.unknown_key")


def test_health_and_figures(server: Running, anna: Browser, join: Join) -> None:
    assert httpx.get(f"{server.url}/healthz").json() == {"state": "live"}
    assert httpx.get(f"{server.url}/readyz").json() == {"state": "ready"}
    figures = httpx.get(f"{server.url}/metrics").text
    assert 'madoguchi_http_requests_total{method="GET",status="200"}' in figures


def test_figures_are_not_for_everybody(tmp_path: Path) -> None:
    with Running(tmp_path, trusted_proxies="127.0.0.1") as server:
        from_afar = {"X-Forwarded-For": "203.0.113.9"}
        response = httpx.get(f"{server.url}/metrics", headers=from_afar)
        problem(response, 403, "web.metrics_for_supervisors")
        browser = Browser(server)
        browser.post(
            "setup",
            json={
                "organisation": "K",
                "name": "A",
                "email": "a@b.example",
                "password": "three calm herons",
            },
        )
        made = browser.post("api-tokens", json={"name": "Prometheus", "role": "supervisor"}).json()
        token = {"Authorization": f"Bearer {made['token']}"}
        assert httpx.get(f"{server.url}/metrics", headers=from_afar | token).status_code == 200


def test_a_file_that_changes_is_read_anew(tmp_path: Path) -> None:
    screens = Screens(tmp_path)
    assert screens.file("a.js") is None
    (tmp_path / "a.js").write_text("one " * 300)
    first = screens.file("a.js")
    assert first is not None
    assert gzip.decompress(first.compressed["gzip"]) == first.content
    (tmp_path / "a.js.br").write_bytes(b"as built")
    (tmp_path / "a.js").write_text("two " * 300)
    second = screens.file("a.js")
    assert second is not None
    assert second.etag != first.etag
    assert choose(second, "gzip, deflate, br;q=1.0") == ("br", b"as built")
    assert choose(second, "gzip")[0] == "gzip"
    assert choose(second, "") == (None, second.content)


def test_the_reference_needs_no_other_host_and_no_script(server: Running) -> None:
    page = httpx.get(f"{server.url}/api/v1/docs").text
    assert "<script" not in page
    assert "style=" not in page
    assert "https://" not in page
    for noun in ("/api/v1/shops", "/api/v1/session", "ShopDraft"):
        assert noun in page
    assert httpx.get(f"{server.url}/static/reference.css").status_code == 200
