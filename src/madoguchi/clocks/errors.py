"""Refusals of this room; their texts are `clocks.…` of `language/texts`, each says what to do."""

from __future__ import annotations

from madoguchi.kernel.errors import Conflict, Invalid


class CalendarError(Invalid):
    """A calendar, or a question to one, that cannot be accepted."""


class StandardError(Invalid):
    """A standard, target or deadline that cannot be kept or does not make sense."""


class ClockError(Conflict):
    """A step that a clock cannot take from where it stands."""
