"""Documents in the sample company's vault: asked for by a link, given, opened by its owner.

The number is made up by the rule of its kind, of nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import SHOP, Identity
from madoguchi.customers.vault import sealing
from madoguchi.customers.vault.contracts import Asking, Consent, Fields, Retention, Why
from madoguchi.customers.vault.operations import ending, reading
from madoguchi.desk.operations import papers
from madoguchi.desk.tables import conversation_table
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import View
from madoguchi.language.catalogue import text
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.secrets import new_token
from madoguchi.shops.contracts import Shop

Cue = tuple[datetime, Callable[[], None]]

GIVES, WAITS = "ws-68035", "ws-53318"
"""The accounts of who has given a document, and of who has a link and has not yet."""
_GIVEN = Fields(number="110105199003071239", name="冯志强")
_WHY = Why(purpose="customs", words="P49020 核对收件人姓名")
_LOCALE = "zh-CN"


class Papers:
    """Documents of one shop's customers; its cues play among those of the company."""

    def __init__(self, store: Store, shop: Shop, staff_by_key: Mapping[str, Actor]) -> None:
        self._store = store
        self._shop = shop
        self._staff = staff_by_key
        self._token = new_token()

    def cues(self, now: datetime) -> Iterator[Cue]:
        """What is asked for when, given, and opened."""

        def ago(**much: float) -> datetime:
            return now - timedelta(**much)

        customs = Asking(kind="cn_id", locale=_LOCALE)
        yield ago(hours=4, minutes=57), partial(self._ask, GIVES, "zhou", customs, self._token)
        yield ago(hours=4, minutes=54), self._give
        yield ago(hours=4, minutes=52), self._be_refused
        yield ago(hours=4, minutes=51), self._open
        yield ago(hours=1, minutes=46), self._clear
        code = Asking(kind="kr_pccc", locale="ko")
        yield ago(minutes=50), partial(self._ask, WAITS, "haeun", code, new_token())

    def _ask(self, account: str, agent: str, asking: Asking, token: str) -> None:
        talk = self._store.read_now(_talk_of, self._shop.id, account)
        if talk is not None:
            self._store.write_now(
                papers.ask_for_document, talk, asking, token, by=self._staff[agent]
            )

    def _give(self) -> None:
        kind = text("vault.page.kind_cn_id", _LOCALE)
        kept = Retention()
        shown = text(
            "vault.page.consent", _LOCALE, shop=self._shop.name, kind=kind,
            days=kept.after_clearance, longest=kept.longest,
        )  # fmt: skip
        given = sealing.parcel(_GIVEN, Consent(shown, _LOCALE))
        self._document = self._store.write_now(papers.hand_in, self._token, given)

    def _be_refused(self) -> None:
        """Somebody tries who may not, and the owner is shown that they did."""
        self._store.write_now(reading.note_refusal, self._document.id, _WHY, by=self._staff["zhou"])

    def _open(self) -> None:
        self._store.write_now(reading.read, self._document.id, _WHY, by=self._staff["ruoxi"])

    def _clear(self) -> None:
        self._store.write_now(ending.cleared, self._document.id, "P49020", by=self._staff["zhou"])


def _talk_of(view: View, shop_id: int, account: str) -> int | None:
    """Return the latest conversation of whoever has an account at a shop."""
    known = customers.find_by_identity(view, shop_id, Identity(SHOP, account))
    if known is None:
        return None
    columns = conversation_table.c
    latest = sa.select(sa.func.max(columns.id)).where(columns.customer_id == known.id)
    found: int | None = view.execute(latest).scalar()
    return found
