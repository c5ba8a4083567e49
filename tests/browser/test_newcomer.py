"""What the terminal tells whoever has just started the sample company is true."""

from __future__ import annotations

import re
import time

import httpx
import pytest

from madoguchi.demo import company
from tests.browser.people import PATIENCE_SECONDS


def test_addresses_lead_somewhere_and_everybody_gets_in(
    origin: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port = origin.rpartition(":")[2]
    (log,) = tmp_path_factory.getbasetemp().rglob(f"server-{port}.log")
    until = time.monotonic() + PATIENCE_SECONDS
    while "Stop with Ctrl-C." not in (said := log.read_text()):  # told once it serves
        assert time.monotonic() < until, said
        time.sleep(0.1)
    addresses = re.findall(rf"{re.escape(origin)}/\S+", said)
    assert f"{origin}/desk" in addresses
    assert len([each for each in addresses if "/sample/" in each]) == len(company.shops()) == 3
    for address in addresses:
        answer = httpx.get(address, follow_redirects=True, timeout=PATIENCE_SECONDS)
        assert answer.status_code == 200, address

    found = re.search(r"Password of everybody: (\S+)", said)
    assert found
    told = re.findall(r"(\S+@\S+) +(owner|supervisor|agent) ", said)
    assert {email for email, _ in told} == {each.email for each in company.company().people}
    one_of_each = {role: email for email, role in told}
    assert {*one_of_each} == {"owner", "supervisor", "agent"}
    for role, email in one_of_each.items():
        answer = httpx.post(
            f"{origin}/api/v1/session",
            json={"email": email, "password": found[1]},
            headers={"Origin": origin},
            timeout=PATIENCE_SECONDS,
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()["me"]["role"] == role
