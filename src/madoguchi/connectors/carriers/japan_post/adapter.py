"""Reads Japan Post's files: numbers as its labels' program has them, movements as its pages do."""

from __future__ import annotations

from madoguchi.connectors.carriers.sheets import Sheets


class JapanPost(Sheets):
    """The adapter for files of Japan Post, parcels within Japan and EMS alike."""

    kind = "japan_post"
    carrier = "japan_post"
