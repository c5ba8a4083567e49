"""What leaves this room: an export that was asked for, and how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

ExportKind = Literal["everything"]
ExportState = Literal["waiting", "running", "ready", "failed", "expired"]


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """An export; `rows_total` is an estimate until it is ready, `size` in bytes.

    The fields stand in the order of the columns of `tables.export_table`.
    """

    id: int
    version: int
    kind: ExportKind
    state: ExportState
    rows_done: int
    rows_total: int
    size: int | None
    asked_by: int | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None


class ExportDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shall be exported."""

    kind: ExportKind = "everything"


class ExportFile(msgspec.Struct, frozen=True):
    """Where a ready export lies, and what it is called."""

    blob: str
    name: str
    size: int
