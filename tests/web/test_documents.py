"""Identity documents over HTTP: the customer's page, the staff's doors, nothing left in clear."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from madoguchi import installation
from madoguchi.channels.webchat.visitors import Visitor, introduce
from madoguchi.customers.vault.tables import document_request_table
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Speech
from madoguchi.kernel.backup.save import save
from madoguchi.kernel.transaction import Tx
from tests.customers.vault.numbers import KNOWN, KNOWN_PCCC
from tests.web.conftest import Join
from tests.web.running import Browser, Running, problem

CUSTOMS = {"purpose": "customs", "words": "Parcel P-1"}


def photograph() -> bytes:
    """A picture whose metadata says what nobody may keep."""
    written = io.BytesIO()
    Image.new("RGB", (64, 40), "teal").save(written, format="JPEG", comment=KNOWN.encode())
    return written.getvalue()


def write(server: Running, shop: dict[str, Any], body: str) -> int:
    """Let a customer write into the chat; returns the conversation."""
    visitor = Visitor("wang", shop["id"])
    introduction = introduce(visitor, None, locale="zh-CN", zone="Asia/Shanghai", page=None)
    speech = Speech(client_id=f"client-{abs(hash(body))}", body=body)
    posted = server.desk.store.write_now(desk.receive, introduction, speech)
    return int(posted.conversation_id)


@pytest.fixture
def shop(anna: Browser) -> dict[str, Any]:
    made = anna.post("shops", json={"name": "北の店 & Co", "locale": "ja", "zone": "Asia/Tokyo"})
    assert made.status_code == 201, made.text
    answer: dict[str, Any] = made.json()
    return answer


@pytest.fixture
def talk(server: Running, shop: dict[str, Any]) -> int:
    return write(server, shop, "包裹到哪里了？")


@pytest.fixture
def phone(server: Running) -> Iterator[httpx.Client]:
    """The customer's browser, which knows nothing but the link."""
    with httpx.Client(timeout=30) as client:
        yield client


def ask(browser: Browser, talk: int, **more: Any) -> dict[str, Any]:
    made = browser.post(
        f"conversations/{talk}/document-requests",
        json={"kind": "cn_id", "photos": True, "words": "包裹 P-1", **more},
    )
    assert made.status_code == 201, made.text
    answer: dict[str, Any] = made.json()
    return answer


def shown_in(page: str) -> str:
    return page.partition('name="shown" value="')[2].partition('"')[0]


def filled(page: str, **other: str) -> dict[str, Any]:
    fields = {"name": "王小明", "number": KNOWN, "consent": "yes", "lang": "zh-CN"}
    sides = {
        f"photo_{side}": (f"{side}.jpg", photograph(), "image/jpeg") for side in ("front", "back")
    }
    return {"data": fields | {"shown": shown_in(page)} | other, "files": sides}


def test_the_page_says_who_asks_why_and_how_long_and_lets_nothing_in(
    anna: Browser, talk: int, phone: httpx.Client
) -> None:
    made = ask(anna, talk)
    assert made["url"] in made["message"]
    page = phone.get(made["url"])
    assert page.status_code == 200
    for words in ("北の店 &amp; Co", "海关", "30 天", "180 天", "包裹 P-1", 'lang="zh-CN"'):
        assert words in page.text
    assert "<script" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "세관" in phone.get(made["url"], params={"lang": "ko"}).text


def test_what_is_wrong_is_marked_and_what_was_typed_stays(
    anna: Browser, talk: int, phone: httpx.Client
) -> None:
    url = ask(anna, talk)["url"]
    page = phone.get(url).text
    wrong = phone.post(url, **filled(page, number=KNOWN[:-1] + "0"))
    assert wrong.status_code == 422
    assert 'id="number-error"' in wrong.text
    assert "王小明" in wrong.text
    assert 'id="consent-error"' in phone.post(url, **filled(page, consent="")).text
    assert 'id="consent-error"' in phone.post(url, **filled(page, shown="other words")).text
    without = filled(page)
    del without["files"]["photo_back"]
    assert 'id="photo_back-error"' in phone.post(url, **without).text
    text = filled(page)
    text["files"]["photo_front"] = ("front.jpg", b"no picture at all", "image/jpeg")
    assert 'id="photo_front-error"' in phone.post(url, **text).text
    assert phone.post(url, content=b"x", headers={"Content-Type": "text/plain"}).status_code == 422
    assert phone.post(url, **filled(page)).status_code == 200


def test_a_used_or_forged_link_gets_a_kind_page(
    server: Running, anna: Browser, talk: int, phone: httpx.Client
) -> None:
    url = ask(anna, talk)["url"]
    assert phone.post(url, **filled(phone.get(url).text)).status_code == 200
    for again in (phone.get(url), phone.post(url, **filled(""))):
        assert again.status_code == 404
        assert "您的资料已经收到" in again.text  # in the language it was made in
    english = phone.get(url, params={"lang": "en"})
    assert "What you gave has arrived safely" in english.text
    forged = phone.get(f"{server.url}/documents/{'x' * 43}", params={"lang": "ja"})
    assert forged.status_code == 404
    assert "メッセージからもう一度" in forged.text
    for _ in range(40):
        last = phone.get(f"{server.url}/documents/guessed")
    assert last.status_code == 429
    assert "retry-after" in last.headers


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"expires_at": timedelta(seconds=-1)}, "为了您的安全"),
        ({"withdrawn_at": timedelta()}, "店铺已收回"),
    ],
    ids=["expired", "taken back"],
)
def test_a_link_that_is_over_says_so_in_the_customers_language(
    server: Running,
    anna: Browser,
    talk: int,
    phone: httpx.Client,
    over: dict[str, timedelta],
    words: str,
) -> None:
    url = ask(anna, talk)["url"]
    page = phone.get(url).text

    def ends(tx: Tx) -> None:
        values = {name: tx.now + later for name, later in over.items()}
        tx.execute(document_request_table.update().values(values))
        tx.wrote = True

    server.desk.store.write_now(ends)
    for answer in (phone.get(url), phone.post(url, **filled(page))):
        assert answer.status_code == 404
        assert 'lang="zh-CN"' in answer.text
        assert words in answer.text
        assert "vault." not in answer.text
    customer = anna.get(f"conversations/{talk}").json()["customer"]["id"]
    assert anna.get(f"customers/{customer}/documents").json()["documents"] == []


def typed(fields: dict[str, str]) -> dict[str, str]:
    """Return fields as somebody types them, the day in the wide digits of an input method."""
    rest = dict(fields)
    if until := rest.pop("expires_on", ""):
        year, month, day = until.split("-")
        numbers = {"year": year, "month": str(int(month)), "day": "０１" if day == "01" else day}
        rest |= {f"expires_on.{part}": number for part, number in numbers.items()}
    return rest


@pytest.mark.parametrize(
    ("language", "parts"),
    [("en", ["month", "day", "year"]), ("fr", ["day", "month", "year"]),
     ("zh-TW", ["year", "month", "day"])],
)  # fmt: skip
def test_a_day_is_asked_for_as_the_language_of_the_page_writes_it(
    anna: Browser, talk: int, phone: httpx.Client, language: str, parts: list[str]
) -> None:
    url = ask(anna, talk, kind="passport", photos=False)["url"]
    page = phone.get(f"{url}?lang={language}").text
    assert re.findall(r'name="expires_on\.(\w+)"', page) == parts
    assert 'type="date"' not in page


@pytest.mark.parametrize(
    ("kind", "wrong", "given"),
    [
        (
            "kr_pccc",
            {"number": "P47081290613", "phone": "02-123-4567", "postal_code": "110-110"},
            {"number": KNOWN_PCCC, "name": "김하은", "phone": "01012345678",
             "postal_code": "03051"},
        ),
        (
            "passport",
            {"number": "E1", "nationality": "China", "expires_on": "2020-01-01", "mrz": "P<CHN"},
            {"number": "E12345678", "name": "WANG XIAOMING", "nationality": "CHN",
             "expires_on": "2099-01-01", "mrz": ""},
        ),
    ],
)  # fmt: skip
def test_each_kind_has_its_fields_and_each_field_its_words(
    anna: Browser,
    talk: int,
    phone: httpx.Client,
    kind: str,
    wrong: dict[str, str],
    given: dict[str, str],
) -> None:
    made = ask(anna, talk, kind=kind, photos=False)
    page = phone.get(made["url"]).text
    assert all(f'name="{field}"' in page for field in typed(given))
    agreed = {
        "consent": "yes",
        "lang": "ko",
        "shown": shown_in(phone.get(f"{made['url']}?lang=ko").text),
    }

    def send(fields: dict[str, str]) -> httpx.Response:
        # A form without files is sent in parts as well.
        parts = {name: (None, value.encode()) for name, value in {**agreed, **fields}.items()}
        return phone.post(made["url"], files=parts)

    for field, value in wrong.items():
        answer = send(typed({**given, field: value}))
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        for name, written in typed({**given, field: value}).items():
            assert name == "mrz" or re.search(f'name="{name}"[^>]* value="{written}"', answer.text)
    assert send(typed(given)).status_code == 200
    customer = made["request"]["customer_id"]
    (document,) = anna.get(f"customers/{customer}/documents").json()["documents"]
    opened = anna.post(f"documents/{document['id']}/open", json=CUSTOMS).json()
    assert opened["fields"] == opened["fields"] | given
    (consent,) = anna.get(f"customers/{customer}/profile").json()["consents"]
    assert (consent["purpose"], consent["locale"]) == ("identity_document", "ko")
    assert consent["text"] == opened["consent"]["text"]


def test_it_is_opened_with_the_right_and_a_purpose_for_a_short_while(
    anna: Browser, talk: int, phone: httpx.Client, join: Join
) -> None:
    lin = join("lin", all_shops=True)
    made = ask(lin, talk)
    url = made["url"]
    phone.post(url, **filled(phone.get(url).text))
    customer = made["request"]["customer_id"]
    listed = lin.get(f"customers/{customer}/documents").json()
    (document,) = listed["documents"]
    assert (document["mask"], listed["may_read"]) == ("•" * 14 + KNOWN[-4:], False)
    path = f"documents/{document['id']}/open"
    problem(lin.post(path, json=CUSTOMS), 403, "vault.may_not_read")
    problem(lin.post(path, json={**CUSTOMS, "words": ""}), 403, "vault.may_not_read")
    opened = anna.post(path, json=CUSTOMS)
    assert opened.headers["cache-control"] == "no-store"
    assert opened.json()["fields"]["number"] == KNOWN
    assert "30 天" in opened.json()["consent"]["text"]
    reading = opened.json()["reading"]["id"]
    photo = anna.get(f"document-readings/{reading}/photos/0")
    assert photo.headers["cache-control"] == "no-store"
    with Image.open(io.BytesIO(photo.content)) as drawn:
        assert drawn.size == (64, 40)
    problem(lin.get(f"document-readings/{reading}/photos/0"), 403, "vault.may_not_read")
    problem(anna.get(f"document-readings/{reading}/photos/2"), 404, "vault.not_found")
    readings = anna.get("vault/readings").json()["items"]
    assert [each["granted"] for each in readings] == [True, False, False]
    audit = anna.get("audit", params={"kind": ["document_read", "document_refused"]}).json()
    assert len(audit["items"]) == 3
    assert KNOWN not in str(audit)
    problem(lin.get("vault/readings"), 403, "vault.owner_only")
    problem(lin.patch("vault", json={"reader_roles": ["agent"]}), 403, "people.owner_only")


def test_a_known_number_is_nowhere_in_clear(
    server: Running,
    anna: Browser,
    shop: dict[str, Any],
    phone: httpx.Client,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Typed into the chat and given by the link, it is in no file, log, event, export or backup."""
    talk = write(server, shop, f"我的身份证是 {KNOWN}，通关符号 {KNOWN_PCCC}，谢谢")
    anna.put(f"conversations/{talk}/draft", json={"kind": "text", "body": f"是 {KNOWN} 吗"})
    url = ask(anna, talk)["url"]
    assert phone.post(url, **filled(phone.get(url).text)).status_code == 200
    customer = anna.get(f"conversations/{talk}").json()["customer"]["id"]
    for document in anna.get(f"customers/{customer}/documents").json()["documents"]:
        opened = anna.post(f"documents/{document['id']}/open", json=CUSTOMS)
        assert opened.json()["fields"]["number"] in {KNOWN, KNOWN_PCCC}
    assert not anna.get("search", params={"q": KNOWN[2:12]}).json()["items"]
    seen = [anna.get(f"conversations/{talk}/messages").text, anna.get("events").text]

    asked = anna.post("export", json={}).json()
    while anna.get(f"export/{asked['id']}").json()["state"] not in {"ready", "failed"}:
        time.sleep(0.05)
    export = anna.get(f"export/{asked['id']}/file").content
    backup = tmp_path / "backup.zip"
    data = Path(server.settings.data)
    settings = server.settings
    url_of, key = installation.database_url(settings), installation.key_file(settings)
    save(url_of, server.desk.blobs, key, backup, lambda what: None)

    files = [path.read_bytes() for path in data.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in data.rglob("*"))
    for archive in (export, backup.read_bytes()):
        with zipfile.ZipFile(io.BytesIO(archive)) as opened_archive:
            files += [opened_archive.read(name) for name in opened_archive.namelist()]
    logged = capfd.readouterr()
    everything = [*files, logged.out.encode(), logged.err.encode(), *(s.encode() for s in seen)]
    masked = ("•" * 14 + KNOWN[-4:]).encode()
    assert any(masked in content for content in files), "The files were not looked into."
    token = url.rpartition("/")[2]
    for secret in (KNOWN, KNOWN[:14], KNOWN_PCCC, KNOWN_PCCC[:9], "王小明", token):
        assert not [len(content) for content in everything if secret.encode() in content], secret
    assert not [content for content in files if b"JFIF" in content]
