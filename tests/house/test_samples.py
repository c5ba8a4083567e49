"""The samples for developers do what their pages say, in each language they are given in."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from madoguchi.connectors.webhooks.rules.posting import signatures
from madoguchi.settings import Settings, load
from madoguchi.shops.rules.identity import verify_identity
from tests.house.toolchain import toolchain
from tests.house.tree import documentation, text

Call = Callable[..., object]

LANGUAGES = ["python", "js", *(["php"] if shutil.which("php") else [])]
"""PHP is tried where it is installed; nothing else of ours needs it."""


def sample(page: str, language: str, name: str) -> str:
    """The block of a page that defines a function."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```", text(Path("docs", page)), re.M | re.S)
    found: list[str] = [block for block in blocks if f"{name}(" in block]
    assert len(found) == 1, f"{page} has {len(found)} samples of {name} in {language}"
    return found[0]


def run(command: list[str]) -> object:
    with toolchain.node_environment() as environment:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def function(page: str, language: str, name: str) -> Call:
    """A sample as something to be called with texts, numbers and maps."""
    source = sample(page, language, name)
    if language == "python":
        known: dict[str, Call] = {}
        exec(compile(source, page, "exec"), known)
        return known[name]
    if language == "js":
        return lambda *given: run(
            ["node", "-e", f"{source}\nconsole.log(JSON.stringify({name}(...{json.dumps(given)})))"]
        )
    return lambda *given: run(
        [
            "php",
            "-r",
            f"{source}\necho json_encode({name}(...json_decode($argv[1], true)));",
            json.dumps(given),
        ]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_customer_is_who_the_shops_server_says(language: str) -> None:
    token = function("widget.md", language, "identity")(
        "the secret", "42", "林 嘉", "lin@a.example"
    )
    assert isinstance(token, str)
    found = verify_identity(b"the secret", token, datetime.now(UTC))
    assert (found.external_id, found.name, found.email) == ("42", "林 嘉", "lin@a.example")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_webhook_is_taken_by_either_secret_and_not_when_it_is_old(language: str) -> None:
    genuine = function("api.md", language, "genuine")
    body = '{"kind": "您"}'
    now = int(time.time())

    def taken(known: str, secrets: list[str], timestamp: int) -> object:
        signed = signatures(secrets, timestamp, body.encode())
        headers = {"Madoguchi-Timestamp": str(timestamp), "Madoguchi-Signature": signed}
        if language == "js":
            headers = {name.lower(): value for name, value in headers.items()}
        if language == "php":
            headers = {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in headers.items()}
        return genuine(known, headers, body.encode() if language == "python" else body)

    assert taken("new", ["new", "old"], now) is True
    assert taken("old", ["new", "old"], now) is True
    assert taken("old", ["new"], now) is False
    assert taken("new", ["new"], now - 400) is False


def test_settings_on_the_pages_are_settings(tmp_path: Path) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```", documentation(), re.M | re.S)
    assert blocks
    for block in blocks:
        assert tomllib.loads(block)
        file = tmp_path / "madoguchi.toml"
        file.write_text(block)
        assert load(file, environment={}) != Settings()
