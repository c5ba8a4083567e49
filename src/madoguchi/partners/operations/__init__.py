"""The only place that changes partners and requests; every change records its event."""

from madoguchi.partners.operations.answering import answer, ask_back, decline
from madoguchi.partners.operations.asking import ask
from madoguchi.partners.operations.entering import (
    choose_password,
    open_link,
    sign_in,
    sign_out,
    take_attempt,
)
from madoguchi.partners.operations.following import accept, remind, tell, withdraw
from madoguchi.partners.operations.forwarding import forward, set_aside
from madoguchi.partners.operations.keeping import (
    change_partner,
    change_person,
    invite_again,
    invite_person,
    make_partner,
)
from madoguchi.partners.operations.links import make_link
from madoguchi.partners.operations.mailing import link_in_mail, note_unreached
from madoguchi.partners.operations.posting import note_automatic, take_mail

__all__ = [
    "accept",
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
    "link_in_mail",
    "make_link",
    "make_partner",
    "note_automatic",
    "note_unreached",
    "open_link",
    "remind",
    "set_aside",
    "sign_in",
    "sign_out",
    "take_attempt",
    "take_mail",
    "tell",
    "withdraw",
]
