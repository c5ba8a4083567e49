"""Every piece of work of one process, put together; started with the server, closed before it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from madoguchi.connectors.connections.operations.notices import forget_old as forget_old_notices
from madoguchi.connectors.refunds.operations import DELIVERY as REFUND
from madoguchi.connectors.refunds.sending import RefundCarrier
from madoguchi.connectors.webhooks.operations import CURSOR, fan_out, forget_old_secrets
from madoguchi.connectors.webhooks.queries import DELIVERY as WEBHOOK
from madoguchi.connectors.webhooks.queries import any_at_all
from madoguchi.connectors.webhooks.sending import WebhookCarrier
from madoguchi.desk.operations import untag_removed, wake_due
from madoguchi.desk.operations.attachments import BLOB_REMOVAL, clear_loose
from madoguchi.desk.operations.redact import ERASURE
from madoguchi.insight import operations as insight
from madoguchi.kernel import cursors
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.politely import in_background
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.operations import learn_pace, matching, notice_silent
from madoguchi.people.operations.forgetting import forget_old_ways_in
from madoguchi.people.operations.sign_in import forget_old_attempts
from madoguchi.settings import Settings
from madoguchi.worker.carrying import Carry, Carrying, forget_old
from madoguchi.worker.clocks import Engine
from madoguchi.worker.erasing import Eraser
from madoguchi.worker.fetching import Fetcher
from madoguchi.worker.loops import PATIENCE_SECONDS, Alarm, Work, Worker
from madoguchi.worker.noticing import work_off_notices
from madoguchi.worker.routing import LOOK_EVERY_SECONDS, Router

HOUR = 3600.0
LOG_AGE = timedelta(days=30)
"""How long the log of deliveries goes back."""
SKIP_SECONDS = 60.0
"""How often a feed that no webhook wants is moved past."""
COLLECT_SECONDS = 900.0
"""How often all wait for a full collection; a closed socket may leave 30 kB until then."""
OWNERS_SECONDS = 3.0
"""How late somebody who was recognised may find their orders."""
SNOOZE_SECONDS = 2.0
"""How late a snoozed conversation may come back."""

Chore = Callable[[Tx], object]
"""A clean-up of some room; True means that there is more to do at once."""


class Workshop:
    """The worker of one process. Any number of them may run on one database.

    `chores` are clean-ups of the rooms above, once an hour; `carriers` further kinds of deliveries.
    """

    def __init__(
        self,
        store: Store,
        blobs: Blobs,
        keyring: Keyring,
        settings: Settings,
        *,
        chores: Mapping[str, Chore],
        carriers: Mapping[str, Carry] | None = None,
        router: Router | None = None,
    ) -> None:
        self._store = store
        self._skipped_at = 0.0
        self._figures = insight.Keeper()
        self._figures_begun = False
        self._webhooks = WebhookCarrier(
            store, keyring, private=settings.webhooks_to_private_addresses
        )
        self._fetcher = Fetcher(store, keyring, private=settings.shops_at_private_addresses)
        self._refunds = RefundCarrier(store, keyring, private=settings.shops_at_private_addresses)
        eraser = Eraser(store, blobs)
        self._outbox_alarm = Alarm()
        self._carrying = Carrying(
            store,
            {
                WEBHOOK: self._webhooks.carry,
                REFUND: self._refunds.carry,
                BLOB_REMOVAL: eraser.remove_blob,
                ERASURE: eraser.erase,
                **(carriers or {}),
            },
            self._outbox_alarm,
        )
        self._engine = Engine(store)
        works = [
            Work(name="clocks", do=self._engine.work, every=1.0, alarm=Alarm()),
            Work(name="outbox", do=self._carrying.work, every=1.0, alarm=self._outbox_alarm),
            Work(name="webhooks", do=self._fan_out, every=1.0, alarm=Alarm()),
            Work(name="notices", do=self._work_off_notices, every=1.0, alarm=Alarm(), rest=1.0),
            Work(name="shops’ past", do=self._fetcher.work, every=1.0, rest=1.0),
            Work(name="figures", do=self._keep_figures, every=1.0, alarm=Alarm(), rest=0.1),
            Work(name="snoozes", do=self._wake_snoozed, every=SNOOZE_SECONDS),
            Work(name="orders’ owners", do=self._match_orders, every=OWNERS_SECONDS),
            Work(name="removed tags", do=self._untag, every=SNOOZE_SECONDS),
            Work(name="cycles of garbage", do=_collect, every=COLLECT_SECONDS),
            Work(name="stray files", do=eraser.sweep, every=24 * HOUR),
        ]
        self._router = router
        if router is not None:
            works.append(
                Work(name="routing", do=router.work, every=LOOK_EVERY_SECONDS, alarm=router.alarm)
            )
        every_hour: dict[str, Chore] = {
            "loose files": lambda tx: clear_loose(tx) > 0,
            "old deliveries": lambda tx: forget_old(tx, LOG_AGE),
            "old notices": forget_old_notices,
            "rotated secrets": forget_old_secrets,
            "sign-in attempts": forget_old_attempts,
            "old ways in": forget_old_ways_in,
            "silent parcels": notice_silent,
            "carriers’ pace": learn_pace,
            **chores,
        }
        works += [self._chore(name, chore) for name, chore in every_hour.items()]
        self._worker = Worker(store, works)

    async def close(self) -> None:
        """Stop taking work up, let what is under way end, and let go of the network."""
        await self._worker.close()
        self._engine.close()
        await self._carrying.close(PATIENCE_SECONDS)
        await self._webhooks.close()
        await self._fetcher.close()
        await self._refunds.close()
        if self._router is not None:
            await self._router.close()

    def _chore(self, name: str, chore: Chore) -> Work:
        async def do() -> bool:
            return await self._store.write(chore) is True

        return Work(name=name, do=do, every=HOUR)

    async def _wake_snoozed(self) -> bool:
        return await self._store.write(wake_due) > 0

    async def _match_orders(self) -> bool:
        met = await self._store.read(matching.met)
        return met is not None and await self._store.write(matching.match_met, met)

    async def _untag(self) -> bool:
        return await self._store.write(untag_removed)

    async def _work_off_notices(self) -> bool:
        return await work_off_notices(self._store)

    async def _keep_figures(self) -> bool:
        page = await self._store.read(in_background(self._figures.prepare))
        if page is None:
            if not self._figures_begun:
                self._figures_begun = await self._store.write(insight.begin)
            return False
        if await self._store.write(insight.keep, page):
            self._figures.kept(page)
        return page.full

    async def _fan_out(self) -> bool:
        if not await self._store.glance(any_at_all):
            if time.monotonic() - self._skipped_at < SKIP_SECONDS:
                return False
            self._skipped_at = time.monotonic()
        elif not await self._store.glance(cursors.behind, CURSOR):
            return False
        more = await self._store.write(fan_out)
        self._outbox_alarm.hurry()
        return more


async def _collect() -> bool:
    """Collect what is old and dead, which Python is told not to do by itself: see `web.server`."""
    gc.collect()
    return False
