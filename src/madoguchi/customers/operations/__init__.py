"""The only place that changes customers and their profiles; every change records its event."""

from madoguchi.customers.operations.addresses import change_address, keep_address, remove_address
from madoguchi.customers.operations.consents import give_consent, withdraw_consent
from madoguchi.customers.operations.incidents import change_incident, note_incident
from madoguchi.customers.operations.knowing import (
    SEEN_PRECISION,
    block,
    change_of,
    change_profile,
    count_conversation,
    flag_email,
    lock,
    lock_for,
    meet,
    name_as,
    prove,
    refresh,
    save,
    unblock,
)
from madoguchi.customers.operations.merging import keep_apart, merge, split
from madoguchi.customers.operations.naming import add_identity, remove_identity

__all__ = [
    "SEEN_PRECISION",
    "add_identity",
    "block",
    "change_address",
    "change_incident",
    "change_of",
    "change_profile",
    "count_conversation",
    "flag_email",
    "give_consent",
    "keep_address",
    "keep_apart",
    "lock",
    "lock_for",
    "meet",
    "merge",
    "name_as",
    "note_incident",
    "prove",
    "refresh",
    "remove_address",
    "remove_identity",
    "save",
    "split",
    "unblock",
    "withdraw_consent",
]
