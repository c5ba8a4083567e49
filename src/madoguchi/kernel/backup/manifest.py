"""What a backup says of itself; it stands last in the archive, so an unfinished one has none."""

from __future__ import annotations

from datetime import datetime

import msgspec

FORMAT = 1
MANIFEST = "manifest.json"
KEY = "secret.key"
TABLES, ATTACHMENTS = "tables", "attachments"


class BackupRefused(Exception):
    """A backup that cannot be made or used; the text is for the operator."""


class SavedTable(msgspec.Struct, frozen=True):
    """One table: `rows` JSON arrays, one a line, of these columns; `last_id` was the last given."""

    columns: list[str]
    rows: int
    sha256: str
    last_id: int | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The contents, with what is needed to check them and to make the tables they fit into."""

    format: int
    program: str
    schema: str
    dialect: str
    made_at: datetime
    has_key: bool
    attachments: int
    attachment_bytes: int
    tables: dict[str, SavedTable]
