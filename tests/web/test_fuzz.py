"""The API under what its own description allows, and what it does not: never a server error."""

from __future__ import annotations

import re
import subprocess
import sys
from uuid import uuid4

from tests.conftest import IN_CI
from tests.web.conftest import set_up
from tests.web.running import Browser, Running

EXAMPLES = 4
"""Of each operation, beside those that its description's limits suggest."""
A_STRANGERS = 1
"""The same guard turns a stranger away everywhere, before anything is read."""
ON_THE_OTHER = 1
"""What PostgreSQL alone stumbles over lies at the limits: NUL in a text, a number too large."""
OPEN_TO_ALL = "/setup$|/api/v1/session$|/by-token/|/chat/v1/"
"""Where a stranger is heard."""
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def test_no_request_of_the_owner_breaks_the_server(anywhere: Running) -> None:
    anna = let_in(anywhere)
    made = anna.post("api-tokens", json={"name": str(uuid4()), "role": "owner"}).json()
    # It would revoke the token that it comes with.
    fuzz(
        anywhere,
        *("--header", f"Authorization: Bearer {made['token']}"),
        *("--exclude-path-regex", "api-tokens/"),
        examples=ON_THE_OTHER if anywhere.settings.database else EXAMPLES,
    )


def test_no_request_of_a_stranger_breaks_the_server(server: Running) -> None:
    let_in(server)
    fuzz(server, "--include-path-regex", OPEN_TO_ALL)
    elsewhere = ("--exclude-path-regex", OPEN_TO_ALL)
    fuzz(server, *elsewhere, phases="fuzzing", examples=A_STRANGERS)


def let_in(server: Running) -> Browser:
    """Set the desk up with one of each noun, and without limits of rate; return its owner."""
    for buckets in (server.desk.limits.accounts, server.desk.limits.addresses):
        buckets.rate = buckets.burst = 1e9
    anna = set_up(server)
    shop = anna.post("shops", json={"name": "京都の店"}).json()
    team = anna.post("teams", json={"name": "Returns"}).json()
    assert (shop["id"], team["id"]) == (1, 1)
    assert anna.post("invitations", json={"email": "mei@kita.example"}).status_code == 201
    return anna


def fuzz(
    server: Running, *words: str, phases: str = "coverage,fuzzing", examples: int = EXAMPLES
) -> None:
    """Let schemathesis try every operation that the server describes."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/api/v1/openapi.json"),
        *("--url", server.url, "--checks", ",".join(CHECKS), "--phases", phases),
        *("--workers", "1", "--max-examples", str(examples), "--no-color", *words),
        *(["--generation-deterministic"] if IN_CI else []),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert re.search(r"[0-9]{3,} generated", done.stdout), done.stdout + done.stderr
    assert done.returncode == 0, done.stdout
