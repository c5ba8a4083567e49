"""Works off what platforms and carriers have posted, the oldest first."""

from __future__ import annotations

import structlog

from madoguchi.connectors.connections.operations.notices import AT_ONCE, give_up, work_off
from madoguchi.connectors.connections.queries.notices import pending
from madoguchi.kernel.errors import Invalid, Refusal, Unavailable
from madoguchi.kernel.store import Store

log = structlog.get_logger("madoguchi.worker")


async def work_off_notices(store: Store) -> bool:
    """Work off a page of notices; returns whether to look again at once.

    Where one of them cannot be, each is done alone, so that it spoils itself only.
    """
    ids = await store.glance(pending, AT_ONCE)
    if not ids:
        return False
    try:
        done = await store.write(work_off, ids)
    except Unavailable:
        raise
    except Exception:
        for notice_id in ids:
            await _alone(store, notice_id)
        return True
    return done > 0


async def _alone(store: Store, notice_id: int) -> None:
    try:
        await store.write(work_off, [notice_id])
    except Unavailable:
        raise
    except Refusal as error:
        log.warning("notice_failed", notice=notice_id, why=error.key)
        await store.write(give_up, notice_id, error)
    except Exception as error:
        # A fault of ours, or of whoever posted it; the other notices do not suffer from it.
        log.exception("notice_broke", notice=notice_id)
        broken = Invalid("notice.unreadable", what=type(error).__name__)
        await store.write(give_up, notice_id, broken)
