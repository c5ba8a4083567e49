"""Sparing the collector of garbage what will live as long as the process of tests does."""

from __future__ import annotations

import gc


def set_aside() -> None:
    """Let what lives now never be looked through again for what does not.

    Every server that starts in this process looks through everything (`worker.workshop`), which
    took half a second a test with all rooms imported.
    """
    gc.collect()
    gc.freeze()
