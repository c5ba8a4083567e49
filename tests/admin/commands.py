"""Commands run inside the test's own process."""

from __future__ import annotations

import pytest


def keep_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the log as it is: a command sets it up for its whole process, which is ours here."""
    monkeypatch.setattr("madoguchi.admin.place.configure_log", lambda _settings: None)
