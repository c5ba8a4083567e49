"""The only place that changes calendars, standards and clocks; every change records its event.

A clock's steps are taken with its conversation locked first, where it has one: see `desk`.
"""

from madoguchi.clocks.operations.running import (
    cancel,
    fire,
    hand_over,
    keep_in,
    move,
    pause,
    resume,
    start,
    start_until,
    stop,
)

__all__ = [
    "cancel",
    "fire",
    "hand_over",
    "keep_in",
    "move",
    "pause",
    "resume",
    "start",
    "start_until",
    "stop",
]
