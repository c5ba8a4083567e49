"""What a room above tells of in a conversation: a line of what happened, a note with what was said.

The customer sees neither; who waits for whom stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from madoguchi.desk.contracts import Attachment, Author, Conversation, Message
from madoguchi.desk.operations import owing, timeline
from madoguchi.desk.operations.attachments import tie
from madoguchi.kernel.feed import Change, Doer
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor


class Told(msgspec.Struct, frozen=True):
    """What somebody who is neither staff nor customer has said, for staff to read.

    `attachments` are loose files; they hang on the note from here on.
    """

    author_name: str
    body: str
    attachments: Sequence[Attachment] = ()


def lock(tx: Tx, conversation_id: int, *, by: Actor | None = None) -> Conversation:
    """Return a conversation that nobody else changes until the commit.

    Raises `NotFound`, with an actor also for one out of their sight.
    """
    if by is None:
        return timeline.lock(tx, conversation_id)
    return timeline.lock_for(tx, conversation_id, by)


def show_clock(tx: Tx, kind: str, before: Conversation, by: Doer) -> None:
    """Show in a locked conversation a clock brought into it, under an event of this kind."""
    timeline.record(tx, kind, by, timeline.save(tx, before, owing.show(tx, before)))


def tell(
    tx: Tx,
    kind: str,
    before: Conversation,
    by: Doer,
    *,
    key: str,
    params: dict[str, str | int | None],
    note: Told | None = None,
    also: Iterable[Change] = (),
    partner_awaited: bool | None = None,
    wakes: bool = False,
) -> Message:
    """Write a line, and after it a note where there is one, into a locked conversation.

    One event of this kind is recorded, with `also`; clocks started or stepped in the conversation
    before show in it. `partner_awaited` says whether the customer's clocks that stand still for a
    partner's answer shall from now on; None leaves them. With `wakes` a conversation that sleeps
    comes back into the inbox. Returns the note, else the line.
    """
    after, told = timeline.add_line(tx, before, key, **params)
    messages = [told]
    if wakes and before.state == "snoozed":
        after, woke = timeline.add_line(
            tx, replace(after, state="open", snoozed_until=None), "woke"
        )
        after = owing.follow(tx, before, after, by)
        messages.append(woke)
    if note is not None:
        author = Author("system", None, note.author_name)
        after, written = timeline.add(
            tx, after, author, "note", body=note.body, attachments=list(note.attachments)
        )
        assert written is not None  # without a client id it cannot be there already
        tie(tx, note.attachments, written, for_staff=True)
        messages.append(written)
    if partner_awaited is None:
        after = owing.show(tx, after)
    elif partner_awaited:
        after = owing.wait_for(tx, after, "partner", by=by)
    else:
        after = owing.go_on(tx, after, "partner", by=by)
    saved = timeline.save(tx, before, after)
    timeline.record(tx, kind, by, saved, messages, also)
    return messages[-1]
