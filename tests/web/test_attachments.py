"""Files over HTTP: in, out, and never to anybody else."""

from __future__ import annotations

import io
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from madoguchi.desk import operations
from madoguchi.desk.contracts import Speech
from madoguchi.kernel.store import Store
from madoguchi.web.examining import MOST_OF_UPLOADER
from tests.desk.samples import PDF, photo, picture
from tests.refusals import refused
from tests.web.conftest import Join, set_up
from tests.web.running import Browser, Running, problem
from tests.web.visits import (
    TEXT,
    Visit,
    Visiting,
    actor_of_anna,
    busan,
    database,
    empty,
    kyoto,
    make_shop,
    on_both,
    stored,
    upload,
    visit,
)
from tests.worker.running import until

__all__ = ["busan", "database", "empty", "kyoto", "visit"]


def test_a_photo_comes_out_upright_small_and_without_its_place(
    anna: Browser, server: Running, kyoto: dict[str, Any]
) -> None:
    sent = upload(anna, photo(), "我的包裹.JPG", shop_id=kyoto["id"])
    assert sent.status_code == 201, sent.text
    body = sent.json()
    assert body == {
        "id": body["id"], "name": "我的包裹.jpg", "content_type": "image/jpeg",
        "size": body["size"], "width": 600, "height": 800,
    }  # fmt: skip
    got = anna.get(f"attachments/{body['id']}")
    assert len(got.content) == body["size"] == int(got.headers["content-length"])
    image = Image.open(io.BytesIO(got.content))
    assert image.size == (600, 800)
    assert not image.getexif()
    assert b"GPS" not in got.content
    assert got.headers["content-type"] == "image/jpeg"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["cache-control"] == "private, no-cache"
    assert got.headers["content-disposition"] == (
        "inline; filename=\"____.jpg\"; filename*=UTF-8''%E6%88%91%E7%9A%84%E5%8C%85%E8%A3%B9.jpg"
    )
    small = anna.get(f"attachments/{body['id']}/thumbnail")
    assert small.headers["content-type"] == "image/webp"
    assert max(Image.open(io.BytesIO(small.content)).size) == 480
    again = anna.get(f"attachments/{body['id']}", headers={"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_no_picture_is_saved_and_never_shown(anna: Browser, kyoto: dict[str, Any]) -> None:
    for name, content, kind in (
        ("請求書 №3.pdf", PDF, "application/pdf"),
        ("notes.txt", TEXT, "text/plain"),
    ):
        made = upload(anna, content, name, shop_id=kyoto["id"]).json()
        got = anna.get(f"attachments/{made['id']}")
        assert got.content == content
        assert got.headers["content-type"].startswith(kind)
        assert got.headers["content-disposition"].startswith("attachment; ")
        problem(anna.get(f"attachments/{made['id']}/thumbnail"), 404, "attachment.not_found")


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=4-", 206, slice(4, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=0-99999", 206, slice(0, None)),
        ("bytes=99999-", 416, slice(0, 0)),
        ("bytes=5-2", 416, slice(0, 0)),
        ("bytes=0-1,3-4", 200, slice(0, None)),
        ("bytes=-", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
    ],
)
def test_parts_of_a_file(
    anna: Browser, kyoto: dict[str, Any], asked: str, status: int, part: slice
) -> None:
    made = upload(anna, TEXT, "a.txt", shop_id=kyoto["id"]).json()
    got = anna.get(f"attachments/{made['id']}", headers={"Range": asked})
    assert got.status_code == status
    assert got.content == TEXT[part]


def test_a_refused_file_leaves_nothing(
    anna: Browser, server: Running, kyoto: dict[str, Any]
) -> None:
    page = b"<html><script>alert(1)</script>"
    problem(upload(anna, page, "a.png", shop_id=kyoto["id"]), 415, "attachment.markup")
    problem(upload(anna, b"", "a.png", shop_id=kyoto["id"]), 422, "attachment.empty")
    problem(upload(anna, PDF, "a.jpg", shop_id=kyoto["id"]), 415, "attachment.disguised")
    shop = kyoto["id"]
    problem(anna.post(f"attachments?shop_id={shop}"), 422, "attachment.bad_form")
    form = {"files": {"other": ("a.txt", TEXT)}}
    problem(anna.post(f"attachments?shop_id={shop}", **form), 422, "attachment.bad_form")
    two = {"files": [("file", ("a.txt", TEXT)), ("file", ("b.txt", TEXT))]}
    problem(anna.post(f"attachments?shop_id={shop}", **two), 422, "attachment.bad_form")
    broken = {
        "content": b"--x\r\nContent-Disposition: form-data; name=file\r\n\r\nabc",
        "headers": {"Content-Type": "multipart/form-data; boundary=x"},
    }
    problem(anna.post(f"attachments?shop_id={shop}", **broken), 422, "attachment.bad_form")
    assert stored(server) == []


def test_a_file_past_the_limit_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with Running(tmp_path, attachment_limit=100_000) as server, closing(set_up(server)) as anna:
        shop = make_shop(anna, "kyoto")
        refused = upload(anna, b"x" * 200_000, "a.txt", shop_id=shop["id"])
        problem(refused, 413, "storage.file_too_large")

        def unmeasured() -> Iterator[bytes]:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
            for _ in range(20):
                yield b"x" * 10_000
            yield b"\r\n--x--\r\n"

        refused = anna.post(
            f"attachments?shop_id={shop['id']}",
            content=unmeasured(),
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )
        problem(refused, 413, "storage.file_too_large")
        assert upload(anna, b"x" * 99_000, "a.txt", shop_id=shop["id"]).status_code == 201
        assert len(stored(server)) == 1


def test_a_full_disk_is_said_and_leaves_nothing(
    anna: Browser, server: Running, kyoto: dict[str, Any]
) -> None:
    """The kernel refuses a file to grow past this, as a full disk would refuse its next page."""
    largest, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000_000, hard))
    try:
        refused = upload(anna, b"x" * 6_000_000, "a.txt", shop_id=kyoto["id"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    problem(refused, 507, "storage.full")
    assert stored(server) == []
    assert upload(anna, b"x" * 6_000_000, "a.txt", shop_id=kyoto["id"]).status_code == 201


@on_both
def test_an_upload_that_is_sent_again_is_stored_once(
    anna: Browser, server: Running, kyoto: dict[str, Any]
) -> None:
    key = {"Idempotency-Key": "one"}
    where = f"attachments?shop_id={kyoto['id']}"
    first = anna.post(where, files={"file": ("a.txt", TEXT)}, headers=key)
    second = anna.post(where, files={"file": ("a.txt", TEXT)}, headers=key)
    assert second.json() == first.json()
    assert second.headers["idempotent-replayed"] == "true"
    other = anna.post(where, files={"file": ("a.txt", b"something else")}, headers=key)
    problem(other, 422, "web.idempotency_key_reused")
    assert len(stored(server)) == 1


def test_staff_see_the_files_of_their_shops_alone(
    anna: Browser, join: Join, kyoto: dict[str, Any], busan: dict[str, Any]
) -> None:
    sora = join("sora", shop_ids=[kyoto["id"]])
    made = upload(anna, TEXT, "a.txt", shop_id=busan["id"]).json()
    problem(sora.get(f"attachments/{made['id']}"), 404, "attachment.not_found")
    problem(upload(sora, TEXT, "a.txt", shop_id=busan["id"]), 404, "shops.not_found")
    assert upload(sora, TEXT, "a.txt", shop_id=kyoto["id"]).status_code == 201
    with httpx.Client(base_url=str(anna.base_url)) as nobody:
        problem(nobody.get(f"attachments/{made['id']}"), 401, "people.not_signed_in")


@on_both
def test_customers_get_what_was_sent_to_them_and_no_other_id(
    visit: Visiting, anna: Browser, server: Running, kyoto: dict[str, Any], busan: dict[str, Any]
) -> None:
    mei, ken = visit(kyoto, "mei"), visit(kyoto, "ken")
    far = visit(busan, "mei")
    store: Store = server.desk.store

    def post(conversation_id: int, kind: Any, name: str) -> int:
        made = upload(anna, TEXT, name, shop_id=kyoto["id"]).json()
        by = store.read_now(actor_of_anna)
        speech = Speech(client_id=str(uuid4()), kind=kind, attachment_ids=[made["id"]])
        store.write_now(operations.post, conversation_id, speech, by=by)
        return int(made["id"])

    of_mei = upload(mei, photo(), "p.jpg").json()["id"]
    conversation_id = mei.say(server, "こんにちは", of_mei).conversation_id
    of_ken = upload(ken, picture("PNG"), "p.png").json()["id"]
    ken.say(server, "hello", of_ken)
    sent = post(conversation_id, "text", "reply.txt")
    note = post(conversation_id, "note", "note.txt")
    loose_of_mei = upload(mei, TEXT, "loose.txt").json()["id"]
    loose_of_anna = upload(anna, TEXT, "draft.txt", shop_id=kyoto["id"]).json()["id"]
    every = range(1, loose_of_anna + 5)
    assert {of_mei, of_ken, sent, note, loose_of_mei, loose_of_anna} < {*every}

    def seen(browser: Visit) -> set[int]:
        found = set()
        for attachment_id in every:
            for path in ("", "/thumbnail"):
                got = browser.get(f"attachments/{attachment_id}{path}")
                assert got.status_code in {200, 404}
                if got.status_code == 200:
                    found.add(attachment_id)
                else:
                    assert got.json()["key"] == "attachment.not_found"
        return found

    assert seen(mei) == {of_mei, sent, loose_of_mei}
    assert seen(ken) == {of_ken}
    assert seen(far) == set()
    assert seen(visit(kyoto, "nobody")) == set()
    # Staff see all of the shop, notes included.
    assert all(anna.get(f"attachments/{each}").status_code == 200 for each in (of_mei, note))


def test_nobody_hangs_anothers_file_on_a_message(
    visit: Visiting, anna: Browser, server: Running, kyoto: dict[str, Any]
) -> None:
    mei, ken = visit(kyoto, "mei"), visit(kyoto, "ken")
    made = upload(mei, TEXT, "a.txt").json()
    with refused("attachment.not_found"):
        ken.say(server, "mine now", made["id"])
    assert mei.say(server, "mine", made["id"]).message.attachments[0].id == made["id"]
    with refused("attachment.used_already"):
        mei.say(server, "twice", made["id"])


def test_a_blocked_customer_sends_no_files(
    visit: Visiting, anna: Browser, server: Running, kyoto: dict[str, Any]
) -> None:
    mei = visit(kyoto, "mei")
    customer_id = mei.say(server, "hm").message.author.id
    assert anna.post(f"customers/{customer_id}/block").status_code < 300
    problem(upload(mei, TEXT, "a.txt"), 403, "customer.blocked")
    assert stored(server) == []


def test_a_flood_of_files_is_slowed_for_its_sender_alone(
    visit: Visiting, server: Running, kyoto: dict[str, Any]
) -> None:
    mei, ken = visit(kyoto, "mei"), visit(kyoto, "ken")
    answers = [upload(mei, TEXT, "a.txt") for _ in range(24)]
    slowed = [answer for answer in answers if answer.status_code != 201]
    assert slowed
    problem(slowed[0], 429, "web.too_many")
    assert int(slowed[0].headers["retry-after"]) >= 1
    assert upload(ken, TEXT, "a.txt").status_code == 201


def test_a_visitor_who_dawdles_takes_up_no_more_than_their_places(
    visit: Visiting, server: Running, kyoto: dict[str, Any]
) -> None:
    mei, ken = visit(kyoto, "mei"), visit(kyoto, "ken")
    head = (
        "POST /chat/v1/attachments HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n"
        f"Authorization: {mei.headers['authorization']}\r\nOrigin: {mei.headers['origin']}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
    )
    port = int(server.url.rpartition(":")[2])
    with ExitStack() as opened:
        for _ in range(MOST_OF_UPLOADER):
            slow = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.sendall(head.encode())
        # An upload before the slow ones are in would only use up what a visitor may try.
        time.sleep(1)
        until(lambda: upload(mei, TEXT, "a.txt").status_code == 503)
        problem(upload(mei, TEXT, "a.txt"), 503, "attachment.busy")
        assert upload(ken, TEXT, "a.txt").status_code == 201
    # Not so often that it would be a flood.
    until(lambda: upload(mei, TEXT, "a.txt").status_code == 201, pause=0.5)
