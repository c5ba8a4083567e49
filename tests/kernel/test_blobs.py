"""Files' contents: stored whole or not at all, checked by their name, gone when deleted."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from madoguchi.kernel.blobs import Blobs, sha256_of
from madoguchi.kernel.errors import NotFound, TooLarge, Unavailable
from tests.refusals import refused

BIG = os.urandom(7 * 1024 * 1024)  # past one part of a multipart upload


class Bucket:
    """As much of S3 as is spoken to: objects, ranges, parts, lists, deletion."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        bucket = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def _asked(self) -> tuple[str, dict[str, str]]:
                path, _, query = self.path.partition("?")
                pairs = (part.partition("=")[::2] for part in query.split("&") if part)
                return path.removeprefix("/files/"), dict(pairs)

            def do_PUT(self) -> None:
                key, query = self._asked()
                body = self.rfile.read(int(self.headers["content-length"]))
                if "partNumber" in query:
                    bucket.parts[query["uploadId"]][int(query["partNumber"])] = body
                else:
                    bucket.objects[key] = body
                self._answer(200, ETag='"x"')

            def do_POST(self) -> None:
                key, query = self._asked()
                body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
                if "delete" in query:
                    keys = re.findall("<Key>(.*?)</Key>", body)
                    for deleted in keys:
                        bucket.objects.pop(deleted, None)
                    said = "".join(f"<Deleted><Key>{each}</Key></Deleted>" for each in keys)
                    self._answer(200, f"<DeleteResult>{said}</DeleteResult>".encode())
                elif "uploads" in query:
                    bucket.parts["u1"] = {}
                    body = "<InitiateMultipartUploadResult><UploadId>u1</UploadId>"
                    self._answer(200, (body + "</InitiateMultipartUploadResult>").encode())
                elif "uploadId" in query:
                    parts = bucket.parts.pop("u1")
                    bucket.objects[key] = b"".join(parts[number] for number in sorted(parts))
                    body = "<CompleteMultipartUploadResult><ETag>x</ETag>"
                    self._answer(200, (body + "</CompleteMultipartUploadResult>").encode())
                else:
                    self._answer(501)

            def do_GET(self) -> None:
                key, query = self._asked()
                if "list-type" in query:
                    self._answer(200, bucket.listing())
                    return
                body = bucket.objects.get(key)
                if body is None:
                    self._answer(404)
                    return
                headers = {"ETag": '"x"', "Last_Modified": "Mon, 02 Mar 2026 09:00:00 GMT"}
                asked = self.headers.get("range", "")
                if asked:
                    first, _, last = asked.removeprefix("bytes=").partition("-")
                    start, end = int(first), int(last or len(body) - 1) + 1
                    headers["Content_Range"] = f"bytes {start}-{end - 1}/{len(body)}"
                    self._answer(206, body[start:end], **headers)
                else:
                    self._answer(200, body, **headers)

            def do_DELETE(self) -> None:
                bucket.objects.pop(self._asked()[0], None)
                self._answer(204)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def listing(self) -> bytes:
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size><ETag>x</ETag>"
            "<LastModified>2026-03-02T09:00:00.000Z</LastModified></Contents>"
            for key, body in self.objects.items()
        )
        whole = f"<IsTruncated>false</IsTruncated>{entries}"
        return f"<ListBucketResult>{whole}</ListBucketResult>".encode()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    made = Bucket()
    monkeypatch.setenv("AWS_ENDPOINT", f"http://127.0.0.1:{made.server.server_port}")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REGION", "ap-northeast-1")
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "s3":
        request.getfixturevalue("bucket")
        return Blobs("s3://files/desk", tmp_path / "unused")
    return Blobs("", tmp_path / "attachments")


async def whole(blobs: Blobs, name: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in await blobs.read(name, start, end)])


@pytest.mark.parametrize("content", [b"", b"hello", BIG])
def test_what_is_put_in_comes_out(blobs: Blobs, content: bytes) -> None:
    async def run() -> None:
        for given in (content, io.BytesIO(content)):
            name = await blobs.put(given)
            assert sha256_of(name) == hashlib.sha256(content).hexdigest()
            assert await whole(blobs, name) == content
            if content:
                assert await whole(blobs, name, 1, 4) == content[1:4]
                assert await whole(blobs, name, 2) == content[2:]

    asyncio.run(run())


def test_two_of_one_content_are_two(blobs: Blobs) -> None:
    async def run() -> None:
        one, other = await blobs.put(b"same"), await blobs.put(b"same")
        assert one != other
        await blobs.delete(one)
        await blobs.delete(one)
        with refused("storage.file_gone"):
            await blobs.read(one)
        assert await whole(blobs, other) == b"same"

    asyncio.run(run())


def test_no_name_leads_elsewhere(blobs: Blobs) -> None:
    for name in ("../secret.key", "ab/../../x", "/etc/passwd", "", "ab/" + "a" * 64):
        with pytest.raises(ValueError, match="no blob's name"):
            asyncio.run(blobs.delete(name))
        with pytest.raises(ValueError, match="no blob's name"):
            asyncio.run(blobs.read(name))


def test_only_older_ones_are_named(blobs: Blobs) -> None:
    async def run() -> tuple[list[str], list[str], str]:
        name = await blobs.put(b"x")
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        found = [each async for page in blobs.older_than(tomorrow) for each in page]
        none = datetime(2020, 1, 1, tzinfo=UTC)
        return found, [each async for page in blobs.older_than(none) for each in page], name

    found, none, name = asyncio.run(run())
    assert found == [name]
    assert none == []


def test_what_comes_in_has_a_limit_and_no_name(tmp_path: Path) -> None:
    blobs = Blobs("", tmp_path)
    with blobs.receive(10) as incoming:
        incoming.write(b"0123456789")
        assert [*tmp_path.iterdir()] == []
        with pytest.raises(TooLarge):
            incoming.write(b"x")


def test_a_store_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    blobs = Blobs("", tmp_path / "attachments")
    name = asyncio.run(blobs.put(b"x"))
    os.rename(tmp_path / "attachments", tmp_path / "elsewhere")
    (tmp_path / "attachments").write_text("a file where the folder was")
    with pytest.raises(Unavailable):
        asyncio.run(blobs.put(b"y"))
    with pytest.raises((NotFound, Unavailable)):
        asyncio.run(blobs.read(name))


FULL = """
import asyncio, io, resource, sys
from pathlib import Path
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import StorageFull

async def run():
    folder = Path(sys.argv[1])
    blobs = Blobs("", folder)
    await blobs.put(b"small")
    # The kernel refuses any file past this, as a full disk would refuse its next page.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    for content in (b"x" * 3_000_000, io.BytesIO(b"x" * 9_000_000)):
        try:
            await blobs.put(content)
        except StorageFull as refusal:
            print(refusal.key)
    with blobs.receive(10_000_000) as incoming:
        try:
            for _ in range(100):
                incoming.write(b"x" * 50_000)
        except StorageFull as refusal:
            print(refusal.key)
    print(sum(1 for path in folder.rglob("*") if path.is_file()))

asyncio.run(run())
"""


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True
    )
    said = [line for line in ran.stdout.splitlines() if re.fullmatch(r"storage\.full|\d+", line)]
    assert said == ["storage.full"] * 3 + ["1"]
