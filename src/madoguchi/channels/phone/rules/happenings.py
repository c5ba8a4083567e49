"""What happens to a call. No I/O, no clock."""

from __future__ import annotations

from typing import Literal

import msgspec

TimerName = Literal["menu", "connect", "place", "patience", "hand_over", "voicemail", "dialling"]
After = Literal["menu", "queue", "tone", "record", "bye", "talk"]


class Came(msgspec.Struct, frozen=True):
    """A call has come in; `answered`: it is heard from the first, as from a page."""

    answered: bool = False


class Dialled(msgspec.Struct, frozen=True):
    """One of the staff calls somebody; their browser is connected."""

    person_id: int


class Answered(msgspec.Struct, frozen=True):
    """Whom we called has answered."""


class Digit(msgspec.Struct, frozen=True):
    """The caller has pressed a key."""

    key: str


class Played(msgspec.Struct, frozen=True):
    """What was played is over."""

    after: After


class Rung(msgspec.Struct, frozen=True):
    """The time of a timer is over."""

    timer: TimerName


class Took(msgspec.Struct, frozen=True):
    """One of the staff takes the call."""

    person_id: int


class Up(msgspec.Struct, frozen=True):
    """The browser that took it is heard."""


class Lost(msgspec.Struct, frozen=True):
    """That browser is gone: tab closed, cable pulled."""


class Hold(msgspec.Struct, frozen=True):
    """Whoever has it lets the caller wait."""


class Resume(msgspec.Struct, frozen=True):
    """And comes back."""


class HandOver(msgspec.Struct, frozen=True):
    """Whoever has it hands it to a person or a team."""

    person_id: int | None = None
    team_id: int | None = None


class Entered(msgspec.Struct, frozen=True):
    """A colleague who was asked in is heard."""

    person_id: int


class Left(msgspec.Struct, frozen=True):
    """And is no longer on it."""

    person_id: int


class PassedOn(msgspec.Struct, frozen=True):
    """Whoever has it leaves it to a colleague who is on it."""

    person_id: int


class HungUp(msgspec.Struct, frozen=True):
    """Whoever has it hangs up."""


class Stopped(msgspec.Struct, frozen=True):
    """Our process ends, or cannot carry it any more."""


class Gone(msgspec.Struct, frozen=True):
    """The caller has hung up, or the carrier given up."""

    refused: bool = False


Happening = (
    Came | Dialled | Answered | Digit | Played | Rung | Took | Up | Lost | Hold | Resume
    | HandOver | Entered | Left | PassedOn | HungUp | Stopped | Gone
)  # fmt: skip
