"""A person's file and their erasure over HTTP, carried by the worker that runs beside the desk."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from madoguchi.customers.vault.tables import document_table
from madoguchi.kernel.transaction import Tx
from tests.customers.vault.numbers import KNOWN
from tests.web.conftest import Join, set_up
from tests.web.running import Browser, Running, problem
from tests.web.test_profiles import customer_of, profile, shop
from tests.worker.running import until

__all__ = ["shop"]


def settled(by: Browser, request_id: int) -> str:
    until(lambda: by.get(f"person-requests/{request_id}").json()["state"] in {"ready", "done"})
    return str(by.get(f"person-requests/{request_id}").json()["state"])


@pytest.fixture
def hanako(server: Running, shop: dict[str, object], anna: Browser) -> int:
    customer = customer_of(server, shop, "hanako")
    anna.patch(f"customers/{customer}", json={"name": "山田 花子", "email": "h@mail.example"})
    agreed = {
        "purpose": "marketing_email", "locale": "ja", "channel": "counter", "text": "受け取ります",
    }  # fmt: skip
    anna.post(f"customers/{customer}/consents", json=agreed)
    return customer


def test_the_file_is_made_for_whom_it_is_about(anna: Browser, join: Join, hanako: int) -> None:
    lin = join("lin", all_shops=True)
    problem(lin.post(f"customers/{hanako}/export"), 403, "people.supervisor_only")
    asked = anna.post(f"customers/{hanako}/export").json()
    path = f"person-requests/{asked['id']}/file"
    assert settled(anna, asked["id"]) == "ready"
    problem(lin.get(path), 403, "people.supervisor_only")
    answer = anna.get(path)
    assert answer.headers["cache-control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        whole = "".join(archive.read(name).decode() for name in archive.namelist())
    assert all(each in whole for each in ("山田 花子", "h@mail.example", "受け取ります"))


def test_what_is_kept_is_said_before_and_after(anna: Browser, join: Join, hanako: int) -> None:
    path = f"customers/{hanako}"
    supervisor = join("sora", "supervisor", all_shops=True)
    problem(supervisor.post(f"{path}/erase", json={"reason": "no"}), 403, "people.owner_only")
    plan = anna.get(f"{path}/erasure-plan").json()
    assert (plan["conversations"], plan["messages"]) == (1, 1)
    (kept,) = plan["kept"]
    assert (kept["record_class"], kept["count"]) == ("consent", 1)
    assert kept["law"]  # the reason
    problem(anna.post(f"{path}/erase", json={"reason": " "}), 422, "privacy.reason_missing")
    asked = anna.post(f"{path}/erase", json={"reason": "by letter of today"}).json()
    assert settled(anna, asked["id"]) == "done"
    (done,) = anna.get(f"{path}/person-requests").json()
    assert [(each["record_class"], each["law"]) for each in done["kept"]] == [
        ("consent", kept["law"])
    ]
    after = profile(anna, hanako)
    assert after["customer"]["erased_at"] is not None
    assert after["customer"]["name"].startswith("#")
    assert [each["text"] for each in after["consents"]] == ["受け取ります"]
    assert anna.get("search", params={"q": "花子"}).json()["found_customers"] == []


def test_documents_go_by_themselves_while_the_desk_runs(tmp_path: Path) -> None:
    """Nobody has to ask: the worker of whichever process runs erases what was kept long enough."""
    data = tmp_path / "data"
    with Running(data) as server:
        anna = set_up(server)
        made = anna.post("shops", json={"name": "店", "locale": "ja", "zone": "Asia/Tokyo"}).json()
        customer = customer_of(server, made, "hanako")
        talk = anna.get(f"customers/{customer}/conversations").json()["items"][0]["id"]
        note = {"client_id": "client-number", "kind": "note", "body": f"番号 {KNOWN}"}
        assert anna.post(f"conversations/{talk}/messages", json=note).status_code == 201
        (document,) = anna.get(f"customers/{customer}/documents").json()["documents"]
        assert document["erased_at"] is None

        def is_due(tx: Tx) -> None:
            tx.execute(document_table.update().values(erase_at=tx.now - timedelta(seconds=1)))
            tx.wrote = True

        server.desk.store.write_now(is_due)
    with Running(data) as server:
        anna = Browser(server)
        assert anna.sign_in("anna@kita.example", "three calm herons").status_code in {200, 201}
        path = f"customers/{customer}/documents"
        until(lambda: anna.get(path).json()["documents"][0]["erased_at"])
        (gone,) = anna.get(path).json()["documents"]
        assert (gone["erased_why"], gone["mask"]) == ("limit", "")
