"""What was kept before the upgrade stands where it is looked for after it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.kernel import engines
from madoguchi.kernel.migrate import make_ready
from tests.databases import empty_database_url

__all__ = ["empty_database_url"]

BEFORE = "0036"
CUSTOMER = {
    "version": 1, "shop_id": 1, "name": "x", "verified": False, "tags": "[]", "note": "",
    "simulated": False, "conversation_count": 0, "created_at": 1,
}  # fmt: skip
DOCUMENT = {
    "version": 1, "shop_id": 1, "kind": "cn_id", "source": "link", "mask": "", "sides": "[]",
    "reference": "", "created_at": 5, "erase_at": 9, "photos": "[]", "consent_locale": "zh-CN",
}  # fmt: skip
REQUEST = {
    "version": 1, "shop_ids": "[1]", "reason": "", "created_at": 1, "kept": "[]",
}  # fmt: skip


def test_the_erased_are_known_and_agreements_by_links_are_consents(
    empty_database_url: str,
) -> None:
    make_ready(empty_database_url, to=BEFORE)
    engine = engines.writing(empty_database_url)
    with engine.begin() as connection:
        tables = {
            name: sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
            for name in ("customer", "document", "person_request")
        }

        def keep(table: str, **values: Any) -> None:
            connection.execute(tables[table].insert().values(values))

        for number in (1, 2, 3):
            keep("customer", id=number, **CUSTOMER)
        for number, state, kind in ((1, "done", "erasure"), (2, "failed", "erasure")):
            keep(
                "person_request", customer_id=number, customer_ids=f"[{number}]", state=state,
                kind=kind, finished_at=7, **REQUEST,
            )  # fmt: skip
        keep("person_request", customer_id=3, customer_ids="[3]", state="done", kind="export",
             finished_at=7, **REQUEST)  # fmt: skip
        agreed = {"consented_at": 5, "consent_text": "我同意"}
        keep("document", customer_id=2, uid="a", **agreed, **DOCUMENT)
        keep("document", customer_id=1, uid="b", erased_at=6, **agreed, **DOCUMENT)
        keep("document", customer_id=3, uid="c", consent_text="", **DOCUMENT)
    make_ready(empty_database_url)
    with engine.connect() as connection:
        erased = connection.execute(sa.text("SELECT id, erased_at FROM customer ORDER BY id"))
        assert erased.all() == [(1, 7), (2, None), (3, None)]
        consents = connection.execute(
            sa.text(
                "SELECT customer_id, purpose, given_at, channel, locale, text FROM customer_consent"
            )
        )
        assert consents.all() == [(2, "identity_document", 5, "link", "zh-CN", "我同意")]
    engine.dispose()
