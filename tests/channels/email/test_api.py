"""Mailboxes and mails through the API: set up, tried, never telling a secret; a story in HTTP."""

from __future__ import annotations

import email
import email.policy
import io
import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.channels.email.stage import letter, until
from tests.mail_servers import DOMAIN, PASSWORD, MailServers
from tests.web.conftest import set_up
from tests.web.running import Browser, Running, problem

pytestmark = pytest.mark.mail

SIGNATURE = "京都屋 カスタマーサポート"
HISTORY = "On Mon, 2 Mar 2026, Shop <help@shop.example> wrote:\n> 発送しました。\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with Running(tmp_path / "data", mailboxes_at_private_addresses=True) as running:
        yield running


@pytest.fixture
def anna(server: Running) -> Browser:
    return set_up(server)


@pytest.fixture
def servers(mail_servers: MailServers) -> MailServers:
    mail_servers.empty()
    return mail_servers


def draft(anna: Browser, servers: MailServers, **more: Any) -> dict[str, Any]:
    shop = anna.post("shops", json={"name": "京都屋", "locale": "ja"}).json()
    user = f"help@{DOMAIN}"
    place = {"host": "127.0.0.1", "security": "none", "user": user}
    return {
        "shop_id": shop["id"],
        "addresses": [user],
        "imap": {**place, "port": servers.imap},
        "smtp": {**place, "port": servers.smtp},
        "secrets": {"password": PASSWORD},
        "since": None,
        **more,
    }


RECEIVING = ["name", "connect", "sign_in", "folders", "idle"]
SENDING = ["name", "connect", "sign_in", "send"]


def steps(trial: dict[str, Any]) -> dict[str, list[str]]:
    """What was tried on each side; what failed, which comes last there, with a mark."""
    found: dict[str, list[str]] = {}
    for step in trial["steps"]:
        found.setdefault(step["side"], []).append(step["step"] + ("" if step["ok"] else "!"))
        assert step["text"].endswith("。"), "a sentence for each"
    return found


def test_a_mailbox_is_tried_in_words(anna: Browser, servers: MailServers) -> None:
    made = anna.post("mailboxes", json=draft(anna, servers)).json()

    def tried(**changes: Any) -> dict[str, Any]:
        anna.patch(f"mailboxes/{made['id']}", json=changes)
        told: dict[str, Any] = anna.post(f"mailboxes/{made['id']}/test").json()
        return told

    trial = tried()
    assert steps(trial) == {"receive": RECEIVING, "send": SENDING, "deliver": ["arrive"]}
    assert trial["ok"]
    said = {(each["side"], each["step"]): each["text"] for each in trial["steps"]}
    assert "127.0.0.1" in said["receive", "name"]
    assert "サインインしました" in said["receive", "sign_in"]  # anna reads Japanese
    assert "INBOX" in said["receive", "folders"]
    assert "IDLE" in said["receive", "idle"]

    trial = tried(folders=["INBOX", "不在"])
    assert steps(trial) == {"receive": [*RECEIVING[:3], "folders!"], "send": SENDING}
    assert "不在" in trial["steps"][3]["text"]

    trial = tried(folders=["INBOX"], secrets={"password": "wrong"})
    assert trial["ok"] is False
    refused = ["name", "connect", "sign_in!"]
    assert steps(trial) == {"receive": refused, "send": refused}
    assert all("パスワードをご確認ください" in trial["steps"][at]["text"] for at in (2, 5))

    nowhere = {"host": "127.0.0.1", "port": 1, "security": "none", "user": "x"}
    trial = tried(imap=nowhere, smtp=None)
    assert steps(trial) == {"receive": ["name", "connect!"]}
    assert "ポート1から応答がありません" in trial["steps"][1]["text"]

    for port, side, words in (
        (servers.imap, "imap", "暗号化に対応していません"),
        (servers.smtp, "smtp", "証明書が正しくありません"),
    ):
        no_tls = {"host": "127.0.0.1", "port": port, "security": "starttls", "user": "x"}
        trial = tried(**{"imap": None, "smtp": None, side: no_tls})
        assert [*steps(trial).values()] == [["name", "connect", "tls!"]]
        assert words in trial["steps"][2]["text"]

    unnamed = {"host": "mail.invalid", "port": 993, "security": "tls", "user": "x"}
    trial = tried(imap=unnamed, smtp=None)
    assert steps(trial) == {"receive": ["name!"]}
    assert "mail.invalid" in trial["steps"][0]["text"]

    # Told step by step to whoever asks for lines.
    lines = {"Accept": "application/x-ndjson"}
    told = anna.post(f"mailboxes/{made['id']}/test", headers=lines)
    assert told.headers["content-type"].startswith("application/x-ndjson")
    assert [json.loads(line) for line in told.text.splitlines()] == trial["steps"]


def test_no_answer_holds_a_secret(server: Running, anna: Browser, servers: MailServers) -> None:
    anna.post("mailboxes", json=draft(anna, servers))
    anna.patch("mailboxes/1", json={"secrets": {"password": "another secret"}})
    said = "".join(
        anna.get(path).text
        for path in (
            "mailboxes",
            "mailboxes/1",
            "mailboxes/1/mails",
            "audit",
            "events",
            "openapi.json",
        )
    )
    assert PASSWORD not in said
    assert "another secret" not in said
    stored = (Path(server.settings.data) / "madoguchi.db").read_bytes()
    assert PASSWORD.encode() not in stored
    assert b"another secret" not in stored


def test_what_cannot_be_a_mailbox_is_refused(anna: Browser, servers: MailServers) -> None:
    good = draft(anna, servers)
    place = good["imap"]
    for changed, key in (
        ({"addresses": []}, "mailbox.addresses_missing"),
        ({"addresses": ["nobody"]}, "mailbox.bad_address"),
        ({"addresses": ["a+b@shop.example"]}, "mailbox.bad_address"),
        ({"imap": {**place, "host": "a b"}}, "mailbox.bad_host"),
        ({"imap": {**place, "port": 0}}, "mailbox.bad_port"),
        (
            {"oauth": {"client_id": "", "token_url": "https://x.example"}},
            "mailbox.client_id_missing",
        ),
        ({"oauth": {"client_id": "a", "token_url": "gopher://x"}}, "mailbox.bad_token_url"),
    ):
        problem(anna.post("mailboxes", json={**good, **changed}), 422, key)
    assert anna.post("mailboxes", json=good).status_code == 201
    problem(anna.post("mailboxes", json=good), 409, "mailbox.address_taken")
    assert anna.delete("mailboxes/1").status_code == 204
    assert anna.post("mailboxes", json=good).status_code == 201


def test_a_story_mail_in_reply_mail_out_original(anna: Browser, servers: MailServers) -> None:
    anna.post(
        "mailboxes", json=draft(anna, servers, signatures={"ja": "京都屋 カスタマーサポート"})
    )
    raw = with_history()
    servers.lay_in("help", [raw])

    def first() -> Any:
        return anna.get("conversations").json()["items"]

    [conversation] = until(first)
    path = f"conversations/{conversation['id']}/messages"
    [message] = anna.get(path).json()["items"]
    assert message["body"] == "まだ届きません。"
    mail = message["mail"]
    assert (mail["state"], mail["folded"], mail["html"]) == ("received", True, True)
    whole = anna.get(f"mails/{mail['id']}").json()["contents"]
    assert [each["kind"] for each in whole["fragments"]] == ["new", "quoted"]
    assert "<script" not in whole["html"]
    assert list(whole["inline"]) == ["seal"]
    picture = anna.get(f"attachments/{whole['inline']['seal']}")
    assert picture.headers["content-type"].startswith("image/")
    original = anna.get(f"mails/{mail['id']}/original")
    assert original.headers["content-type"] == "message/rfc822"
    assert original.content.replace(b"\r\n", b"\n") == raw
    page = anna.get(f"mails/{mail['id']}/page")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "SAMEORIGIN"
    assert f"/api/v1/attachments/{whole['inline']['seal']}" in page.text
    plan = anna.get(f"conversations/{conversation['id']}/reply-plan").json()
    assert plan["sender"]["address"] == "help@shop.example"
    assert plan["to"] == [mail["sender"]]
    assert plan["subject"] == "Re: 注文"
    assert plan["signature"] == "京都屋 カスタマーサポート"
    assert "> まだ届きません。" in plan["quoted"]
    assert plan["held"] is None

    posted = anna.post(
        path,
        json={
            "client_id": "reply-0001",
            "body": "本日発送いたします。",
            "mail": {"cc": [], "subject": "発送の件"},
        },
    ).json()["message"]
    assert posted["mail"]["state"] == "waiting"
    assert posted["mail"]["subject"] == "発送の件"
    again = anna.post(
        path, json={"client_id": "reply-0001", "body": "本日発送いたします。", "mail": {"cc": []}}
    ).json()
    assert again["again"] is True
    taken = anna.post(f"messages/{posted['id']}/take-back").json()
    assert taken["mail"]["state"] == "taken_back"
    anna.post(path, json={"client_id": "reply-0002", "body": "明日発送いたします。"})
    arrived = until(lambda: servers.fetch("customer"), 40)
    assert len(arrived) == 1
    assert SIGNATURE in text_of(arrived[0])
    assert "明日発送いたします。" in text_of(arrived[0])


def test_what_an_agent_may_not_see_is_not_there(
    server: Running, anna: Browser, servers: MailServers
) -> None:
    other = anna.post("shops", json={"name": "Other"}).json()
    anna.post("mailboxes", json=draft(anna, servers))
    servers.lay_in("help", [letter()])
    until(lambda: anna.get("conversations").json()["items"])
    made = anna.post(
        "invitations",
        json={
            "email": "sora@kita.example",
            "role": "agent",
            "all_shops": False,
            "shop_ids": [other["id"]],
        },
    ).json()
    sora = Browser(server)
    sora.post(
        f"invitations/by-token/{made['url'].rsplit('/', 1)[1]}/accept",
        json={"name": "Sora", "password": "sora likes calm herons"},
    )
    assert sora.get("mailboxes").json() == []
    for path in ("mailboxes/1", "mails/1", "mails/1/original", "mailboxes/1/mails"):
        assert sora.get(path).status_code == 404, path
    assert sora.patch("mailboxes/1", json={"name": "mine"}).status_code == 403


def with_history() -> bytes:
    """Return a mail with history, HTML with a script, and a picture in place."""
    mail = EmailMessage()
    mail["From"], mail["To"] = f"花子 <customer@{DOMAIN}>", f"help@{DOMAIN}"
    mail["Subject"], mail["Message-ID"] = "Re: 注文", "<history@x.example>"
    mail.set_content(f"まだ届きません。\n\n{HISTORY}")
    mail.add_alternative(
        '<p>まだ届きません。<img src="cid:seal"></p><script>alert(1)</script>', subtype="html"
    )
    seal = io.BytesIO()
    Image.new("RGB", (40, 40), "#b22222").save(seal, "PNG")
    parts = mail.get_payload()
    assert isinstance(parts, list)
    page = parts[1]
    assert isinstance(page, EmailMessage)
    page.add_related(seal.getvalue(), "image", "png", cid="<seal>", filename="seal.png")
    return mail.as_bytes()


def text_of(raw: bytes) -> str:
    """Return the text of a mail as Python's own library reads it."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
