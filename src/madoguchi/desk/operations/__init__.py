"""The only place that changes conversations; every change records its event."""

from madoguchi.desk.operations.canned import (
    change_canned_reply,
    make_canned_reply,
    remove_canned_reply,
)
from madoguchi.desk.operations.labels import (
    change_tag,
    make_tag,
    remove_tag,
    tag_conversation,
    untag_removed,
)
from madoguchi.desk.operations.marks import (
    mark_delivered_and_read,
    mark_read_by_agent,
    note_departure,
)
from madoguchi.desk.operations.open import start
from madoguchi.desk.operations.post import post
from madoguchi.desk.operations.receive import choose, rate, receive, recognise
from madoguchi.desk.operations.redact import redact
from madoguchi.desk.operations.route import assign, prioritise, release
from madoguchi.desk.operations.states import reopen, resolve, snooze, wake, wake_due
from madoguchi.desk.routing.operations import requeue

__all__ = [
    "assign",
    "change_canned_reply",
    "change_tag",
    "choose",
    "make_canned_reply",
    "make_tag",
    "mark_delivered_and_read",
    "mark_read_by_agent",
    "note_departure",
    "post",
    "prioritise",
    "rate",
    "receive",
    "recognise",
    "redact",
    "release",
    "remove_canned_reply",
    "remove_tag",
    "reopen",
    "requeue",
    "resolve",
    "snooze",
    "start",
    "tag_conversation",
    "untag_removed",
    "wake",
    "wake_due",
]
