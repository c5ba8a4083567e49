"""Reads Yamato's files: numbers as B2 Cloud writes them, movements as its pages name them."""

from __future__ import annotations

from madoguchi.connectors.carriers.sheets import Sheets


class Yamato(Sheets):
    """The adapter for files of Yamato Transport."""

    kind = "yamato"
    carrier = "yamato"
