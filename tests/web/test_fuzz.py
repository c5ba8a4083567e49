"""The API under what its own description allows, and what it does not: never a server error."""

from __future__ import annotations

import re
import subprocess
import sys
from uuid import uuid4

from tests.web.conftest import set_up
from tests.web.running import Running

EXAMPLES = 12
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def test_no_request_breaks_the_server(anywhere: Running) -> None:
    for buckets in (anywhere.desk.limits.accounts, anywhere.desk.limits.addresses):
        buckets.rate = buckets.burst = 1e9
    anna = set_up(anywhere)
    shop = anna.post("shops", json={"name": "京都の店"}).json()
    team = anna.post("teams", json={"name": "Returns"}).json()
    assert (shop["id"], team["id"]) == (1, 1)
    assert anna.post("invitations", json={"email": "mei@kita.example"}).status_code == 201
    made = anna.post("api-tokens", json={"name": str(uuid4()), "role": "owner"}).json()
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{anywhere.url}/api/v1/openapi.json"),
        *("--url", anywhere.url, "--header", f"Authorization: Bearer {made['token']}"),
        *("--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing", "--workers", "1"),
        *("--max-examples", str(EXAMPLES), "--no-color"),
        # It would revoke the token that it comes with.
        *("--exclude-path-regex", "api-tokens/"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert re.search(r"[0-9]{3,} generated", done.stdout), done.stdout + done.stderr
    assert done.returncode == 0, done.stdout
