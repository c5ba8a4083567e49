"""The handlers of the telephone, as the routes take them in."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from madoguchi.web import (
    call_guests,
    call_supervision,
    calls,
    phone_lines,
    phone_prompts,
    recordings,
)

HANDLERS: list[ControllerRouterHandler] = [
    phone_lines.show_phone,
    phone_lines.show_all,
    phone_lines.make,
    phone_lines.change,
    phone_lines.try_it,
    phone_prompts.show_shipped,
    phone_prompts.hear_shipped,
    phone_prompts.show_all,
    phone_prompts.hear,
    phone_prompts.replace,
    phone_prompts.restore,
    calls.show_all,
    calls.show,
    calls.dial,
    calls.take,
    calls.hold,
    calls.resume,
    calls.hang_up,
    calls.press,
    calls.hand_over,
    calls.wrap_up,
    call_guests.warm,
    call_guests.ask_in,
    call_guests.come_in,
    call_guests.leave,
    call_guests.send_away,
    call_guests.pass_on,
    call_supervision.supervise,
    call_supervision.change_manner,
    call_supervision.leave,
    recordings.hear,
    recordings.draw,
]
