"""The only place that changes partners and requests; every change records its event."""

from madoguchi.partners.operations.answering import answer, ask_back, decline
from madoguchi.partners.operations.asking import ask, remind, tell, withdraw
from madoguchi.partners.operations.entering import (
    choose_password,
    open_link,
    sign_in,
    sign_out,
    take_attempt,
)
from madoguchi.partners.operations.forwarding import forward, set_aside
from madoguchi.partners.operations.keeping import (
    change_partner,
    change_person,
    invite_again,
    invite_person,
    make_link,
    make_partner,
)

__all__ = [
    "answer",
    "ask",
    "ask_back",
    "change_partner",
    "change_person",
    "choose_password",
    "decline",
    "forward",
    "invite_again",
    "invite_person",
    "make_link",
    "make_partner",
    "open_link",
    "remind",
    "set_aside",
    "sign_in",
    "sign_out",
    "take_attempt",
    "tell",
    "withdraw",
]
