"""Whatever mail comes in is kept and shown as well as can be: every charset, however hostile."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import pytest

from madoguchi.channels.email.queries import mails
from tests.channels.email.stage import Stage, letter, read, until
from tests.mail_servers import DOMAIN

pytestmark = pytest.mark.mail

CORPUS = Path(__file__).parent / "data" / "files"
CHARSETS = {
    "iso-2022-jp": "ご注文の品が届きません。",
    "shift_jis": "①営業日以内にご返信ください。",
    "euc-jp": "返品をお願いいたします。",
    "gb2312": "请问什么时候发货？",
    "gb18030": "請問𠮷先生的訂單到了沒有？",
    "hz-gb-2312": "您好，我要退货。",
    "big5": "請問商品何時會到貨？",
    "big5-hkscs": "啲貨幾時到呀？嘅",
    "euc-kr": "주문한 상품이 언제 도착하나요?",
    "cp949": "똠방각하 배송 문의드립니다.",
    "utf-8": "🎁 gift wrap, s'il vous plaît",
    "utf-16": "배송지를 변경하고 싶습니다.",
}


def test_every_charset_there_and_back(stage: Stage) -> None:
    stage.mailbox()
    by_subject = {f"charset {name}": text for name, text in CHARSETS.items()}
    with stage.working():
        for name, text in CHARSETS.items():
            stage.send(in_charset(name, text))
        until(lambda: len(stage.conversations()) == len(CHARSETS))
        for conversation in stage.conversations():
            [message] = stage.messages(conversation.id)
            assert message.body == by_subject[str(conversation.subject)], conversation.subject
            stage.reply(conversation.id, f"→ {message.body}", passes=0)
        stage.world.clock.move(seconds=11)
        arrived = stage.arrived(count=len(CHARSETS))
    answers = {read(raw).subject.removeprefix("Re: "): read(raw).reply_text for raw in arrived}
    assert answers == {subject: f"→ {text}" for subject, text in by_subject.items()}


def test_all_the_mails_we_know_come_in(stage: Stage) -> None:
    stage.mailbox()
    raws = [path.read_bytes() for path in sorted(CORPUS.glob("*.eml"))]
    stage.servers.lay_in("help", raws)
    with stage.working():
        until(
            lambda: (
                len(stage.all_mails()) == len(raws)
                and all(state != "fetched" for state, _ in stage.all_mails())
            ),
            120,
        )
    states = [state for state, _ in stage.all_mails()]
    assert "broken" not in states
    assert states.count("received") > 50
    assert states.count("report") > 100


def test_bombs_are_kept_and_do_no_harm(stage: Stage) -> None:
    stage.mailbox()
    stage.servers.lay_in("help", [deep(1_000), zip_bomb(), wide()])
    with stage.working():
        until(lambda: len(stage.conversations()) == 3, 60)
        stage.append(letter("After"))
        until(lambda: len(stage.conversations()) == 4)


def test_files_that_the_desk_does_not_take_are_named_and_lie_in_the_original(
    stage: Stage,
) -> None:
    stage.mailbox()
    raw = with_file("setup.exe", b"MZ\x90\x00" + b"\0" * 200)
    stage.append(raw)
    with stage.working():
        [conversation] = until(stage.conversations)
    [message] = stage.messages(conversation.id)
    assert message.attachments == []
    assert message.mail is not None
    view = stage.world.store.read_now(mails.mail, message.mail.id, by=stage.world.lin)
    assert view.contents is not None
    [refused] = view.contents.refused
    assert (refused.name, refused.key) == ("setup.exe", "attachment.program")
    original = stage.world.store.read_now(mails.original, message.mail.id, by=stage.world.lin)
    assert b"".join(stage.blobs.read_now(original.blob)).replace(b"\r\n", b"\n") == raw


def in_charset(name: str, text: str) -> bytes:
    """Return a mail whose text is declared and written in a charset."""
    codec = {"shift_jis": "cp932", "hz-gb-2312": "hz", "euc-kr": "cp949"}.get(name, name)
    encoded = base64.encodebytes(text.encode(codec)).decode()
    return (
        f"From: customer@{DOMAIN}\r\nTo: help@{DOMAIN}\r\nSubject: charset {name}\r\n"
        f"Message-ID: <{name}@x.example>\r\nDate: Mon, 02 Mar 2026 10:00:00 +0900\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={name}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{encoded}"
    ).encode()


def deep(levels: int) -> bytes:
    """Return a mail nested so deep."""
    opening = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
    parts = [opening % (level, level) for level in range(levels)]
    head = b"From: deep@x.example\r\nSubject: deep\r\n"
    return b"".join([head, *parts, b"Content-Type: text/plain\r\n\r\nat the bottom\r\n"])


def zip_bomb() -> bytes:
    """Return a mail with zips in zips that would come to ten gigabytes."""
    inner = b"\0" * 1024 * 1024 * 10
    for _ in range(3):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", inner)
        inner = packed.getvalue()
    return with_file("holiday.zip", inner)


def wide() -> bytes:
    """Return a mail of twenty thousand parts."""
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    return (
        b"From: wide@x.example\r\nSubject: wide\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 20_000
    )


def with_file(name: str, content: bytes) -> bytes:
    """Return a mail with a file."""
    encoded = base64.encodebytes(content).decode()
    return (
        f"From: files@x.example\nTo: help@{DOMAIN}\nSubject: {name}\nMessage-ID: <{name}@x>\n"
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSee the file.\n"
        f'--b\nContent-Type: application/octet-stream; name="{name}"\n'
        f"Content-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n{encoded}\n--b--\n"
    ).encode()
