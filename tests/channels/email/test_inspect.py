"""`madoguchi inspect mail`, as a person calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from madoguchi.cli import main
from tests.channels.email.corpus import cases

FIELDS = {
    *("subject", "from", "to", "cc", "reply_to", "date", "message_id", "in_reply_to", "references"),
    *("text", "html", "reply_text", "fragments", "attachments", "automatic", "bounce"),
    *("authentication", "warnings"),
}


def test_json_has_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    case = next(case for case in cases("parse") if case.id == "mikel-mail__raw_email2")
    assert main(["inspect", "mail", str(case.file), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) == FIELDS
    assert shown["from"] == {"name": "xxxxxxxxx xxxxxxx", "address": "xxxxxxxxx.xxxxxxx@gmail.com"}
    assert shown["date"] == "2005-05-08T19:09:11Z"
    assert set(shown["attachments"][0]) == {"name", "content_type", "size", "content_id", "inline"}


def test_every_mail_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for case in cases():
        assert main(["inspect", "mail", str(case.file), "--json"]) == 0
        json.loads(capsys.readouterr().out)


def test_a_person_sees_the_bounce(capsys: pytest.CaptureFixture[str]) -> None:
    case = next(case for case in cases("bounce") if case.id == "sisimai__lhost-postfix-05")
    assert main(["inspect", "mail", str(case.file)]) == 0
    assert "bounced:     kijitora@example.org hard 4.1.1 userunknown" in capsys.readouterr().out


def test_a_missing_file_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["inspect", "mail", str(tmp_path / "none.eml")]) == 2
    assert "none.eml" in capsys.readouterr().err
