"""The desk's socket: resume, say, draft, typing, which conversation is looked at."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import msgspec

from madoguchi.channels.email.operations import outgoing
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import MailWishes, SpokenKind
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.desk.promises.contracts import PromiseDraft, Reply
from madoguchi.desk.queries import conversations
from madoguchi.insight.contracts import Filter
from madoguchi.kernel.errors import Invalid, Refusal
from madoguchi.kernel.feed import Position
from madoguchi.kernel.ids import Id, Seq
from madoguchi.live import frames
from madoguchi.live.connection import (
    LARGEST_FRAME,
    SIGN_IN_AGAIN,
    TOO_LARGE,
    TOO_SLOW,
    Connection,
)
from madoguchi.live.house import LiveHouse
from madoguchi.live.hub import DeskReader
from madoguchi.live.presence import Typing
from madoguchi.people.contracts import Actor

PONG = '{"pong":true}'
BEAT = '{"beat":true}'
SILENT_SECONDS = 7.0
"""A desk that has left two beats unanswered is gone."""


class Resume(msgspec.Struct, tag_field="do", tag="resume"):
    """Go on after a position."""

    position: str


class Say(msgspec.Struct, tag_field="do", tag="say"):
    """A reply, a note or a choice card."""

    client_id: str
    conversation_id: Id
    kind: SpokenKind = "text"
    body: str = ""
    attachment_ids: list[Id] = []
    choices: list[str] = []
    quote_seq: Seq | None = None
    promises: list[PromiseDraft] = []
    keeps: list[Id] = []
    mail: MailWishes | None = None


class KeepDraft(msgspec.Struct, tag_field="do", tag="draft"):
    """What stands in the composer."""

    conversation_id: Id
    kind: SpokenKind = "text"
    body: str = ""
    attachment_ids: list[Id] = []
    quote_seq: Seq | None = None
    mail: MailWishes | None = None
    choices: list[str] = []


class TypingSignal(msgspec.Struct, tag_field="do", tag="typing"):
    """Typing began or stopped."""

    conversation_id: Id
    on: bool = True


class Look(msgspec.Struct, tag_field="do", tag="view"):
    """This tab looks at a conversation, or at none."""

    conversation_id: Id | None


class Read(msgspec.Struct, tag_field="do", tag="read"):
    """Read up to `seq`."""

    conversation_id: Id
    seq: Seq


class Watch(msgspec.Struct, tag_field="do", tag="watch"):
    """Show this tab a wallboard, or none."""

    filter: Filter | None


class Stir(msgspec.Struct, tag_field="do", tag="stir"):
    """Somebody is at this desk: they moved or typed."""


class Beat(msgspec.Struct, tag_field="do", tag="beat"):
    """Still there: the answer to `{"beat":true}`."""


class Ping(msgspec.Struct, tag_field="do", tag="ping"):
    """Are you there?"""


Frame = Beat | Stir | Resume | Say | KeepDraft | TypingSignal | Look | Read | Watch | Ping
_decode = msgspec.json.Decoder(Frame).decode


class Place(msgspec.Struct, frozen=True):
    """Whose conversation it is, and in which shop."""

    shop_id: int
    customer_id: int
    at_widget: bool
    """Whether the customer has it before them, and sees who types."""


class DeskSocket:
    """One desk tab's socket, from the handshake to its end."""

    def __init__(
        self,
        house: LiveHouse,
        connection: Connection,
        actor: Actor,
        authenticate: Callable[[], Awaitable[Actor]],
    ) -> None:
        self._house = house
        self._authenticate = authenticate
        self._connection = connection
        self._actor = actor
        # None until it has said where to go on from; before that no event is for it.
        self._reader: DeskReader | None = None
        # Learned once for the signals of typing and looking.
        self._places: dict[int, Place] = {}
        self._answered_at: float | None = None
        self._left = False
        self._closing: asyncio.Task[None] | None = None
        self._watched: Filter | None = None

    async def run(self) -> None:
        """Serve the socket until it closes."""
        if not await self._connection.open():
            return
        if self._actor.person_id is not None:
            self._house.presence.arrive(self._actor.person_id)
        self._house.keep(self)
        try:
            await self._serve()
        finally:
            self._house.forget(self)
            self._connection.closed = True
            self._house.wallboards.leave(self._connection)
            if self._reader is not None:
                self._house.hub.leave_desk(self._reader)
            await self._look(None)
            self._leave()

    def beat(self) -> None:
        """Ask whether somebody is still there; who has answered once is expected to again.

        A line that is cut without a word is noticed by its silence, long before TCP does.
        """
        if self._answered_at is not None:
            unheard_s = time.monotonic() - self._answered_at
            if unheard_s > SILENT_SECONDS:
                self._leave(unheard_s)
                # In a task: a line that takes nothing would keep everybody's beat waiting.
                self._closing = asyncio.ensure_future(self._connection.close(TOO_SLOW))
                return
        self._connection.push(BEAT)

    def _leave(self, unheard_s: float = 0.0) -> None:
        person_id = self._actor.person_id
        if person_id is not None and not self._left:
            self._left = True
            closed = self._connection.goodbye
            self._house.presence.leave(person_id, closed=closed, unheard_s=unheard_s)

    async def recheck(self) -> None:
        """Close when the session has ended; start afresh when the person sees other shops now."""
        try:
            actor = await self._authenticate()
        except Refusal:
            await self._connection.close(SIGN_IN_AGAIN)
            return
        before, self._actor = self._actor, actor
        if self._reader is not None:
            self._reader.actor = actor
        if (before.all_shops, before.shop_ids) != (actor.all_shops, actor.shop_ids):
            await self._look(None)  # as long as it is known whom that concerns
            self._places.clear()
            self._connection.push(frames.frame(reset=True))
        if before != actor and self._watched is not None:
            self._watch(self._watched)

    def show_viewers(self, conversation_id: int) -> None:
        """Say who looks at a conversation now, if this desk has had to do with it."""
        if conversation_id in self._places:
            self._connection.push(self._house.viewers_of(conversation_id))

    async def _serve(self) -> None:
        while True:
            text = await self._connection.next()
            if text is None or self._connection.overflowed:
                return
            if len(text) > LARGEST_FRAME:
                await self._connection.close(TOO_LARGE)
                return
            try:
                frame = _decode(text)
            except msgspec.MsgspecError:
                self._refuse("", Invalid("live.bad_frame"))
                continue
            await self._take(frame)

    async def _take(self, frame: Frame) -> None:
        if self._actor.person_id is not None and not isinstance(frame, Ping | Beat | Resume):
            self._house.presence.stir(self._actor.person_id)
        match frame:
            case Ping():
                self._connection.push(PONG)
            case Beat():
                self._answered_at = time.monotonic()
            case Resume():
                await self._resume(frame)
            case Say():
                await self._say(frame)
            case KeepDraft():
                await self._keep_draft(frame)
            case TypingSignal():
                await self._type(frame)
            case Look():
                await self._look(frame.conversation_id)
            case Read():
                await self._read(frame)
            case Watch():
                self._watch(frame.filter)

    def _refuse(self, client_id: str, refusal: Refusal) -> None:
        self._connection.push(self._house.refused(client_id, refusal, self._actor.locale))

    def _watch(self, wanted: Filter | None) -> None:
        self._watched = wanted
        self._house.wallboards.leave(self._connection)
        if wanted is None:
            return
        try:
            self._house.wallboards.watch(self._connection, wanted, self._actor)
        except Refusal as refusal:
            self._watched = None
            self._refuse("watch", refusal)

    async def _resume(self, resume: Resume) -> None:
        try:
            position = Position.parse(resume.position)
        except Refusal as refusal:
            self._refuse("resume", refusal)
            return
        self._connection.hold()
        if self._reader is None:
            self._reader = self._house.hub.join_desk(self._connection, self._actor)
        await self._house.hub.replay(self._reader, position)
        for conversation_id in self._house.presence.looked_at():
            if await self._place(conversation_id) is not None:
                self._connection.push(self._house.viewers_of(conversation_id))

    async def _say(self, say: Say) -> None:
        house = self._house
        speech = Reply(
            client_id=say.client_id,
            kind=say.kind,
            body=say.body,
            attachment_ids=say.attachment_ids,
            choices=say.choices,
            quote_seq=say.quote_seq,
            promises=say.promises,
            keeps=say.keeps,
            mail=say.mail,
        )
        try:
            posted = await house.store.write_for(
                say.conversation_id,
                outgoing.say,
                say.conversation_id,
                speech,
                by=self._actor,
                limit=house.settings.message_limit,
                reply_key=house.reply_key,
            )
        except Refusal as refusal:
            self._refuse(say.client_id, refusal)
            return
        self._connection.push(
            frames.frame(ack=say.client_id, message=posted.message, again=posted.again)
        )

    async def _keep_draft(self, draft: KeepDraft) -> None:
        writing = Writing(
            kind=draft.kind,
            body=draft.body,
            attachment_ids=draft.attachment_ids,
            quote_seq=draft.quote_seq,
            mail=draft.mail,
            choices=draft.choices,
        )
        try:
            await self._house.store.write_for(
                draft.conversation_id, keep_draft, draft.conversation_id, writing, by=self._actor
            )
        except Refusal as refusal:
            self._refuse(f"draft:{draft.conversation_id}", refusal)

    async def _place(self, conversation_id: int) -> Place | None:
        """Return where a conversation in sight belongs, None of any other."""
        if conversation_id not in self._places:
            try:
                found = await self._house.store.read(
                    conversations.conversation, conversation_id, by=self._actor
                )
            except Refusal:
                return None
            at_widget = found.channel == "webchat"
            self._places[conversation_id] = Place(found.shop_id, found.customer_id, at_widget)
        return self._places[conversation_id]

    async def _type(self, signal: TypingSignal) -> None:
        place = await self._place(signal.conversation_id)
        if place is not None:
            self._house.typing(
                Typing(
                    node=self._house.presence.node,
                    conversation_id=signal.conversation_id,
                    shop_id=place.shop_id,
                    customer_id=place.customer_id if place.at_widget else None,
                    kind="agent",
                    id=self._actor.person_id,
                    name=self._actor.name,
                    on=signal.on,
                )
            )

    async def _look(self, conversation_id: int | None) -> None:
        person_id = self._actor.person_id
        if person_id is None:
            return
        if conversation_id is not None and await self._place(conversation_id) is None:
            conversation_id = None
        if conversation_id is not None:
            customer_id = self._places[conversation_id].customer_id
            self._connection.push(self._house.presence_of(customer_id))
        for changed in self._house.presence.look(self, person_id, conversation_id):
            place = self._places.get(changed)
            if place is not None:
                self._house.viewers_changed(changed, place.shop_id)

    async def _read(self, read: Read) -> None:
        try:
            await self._house.store.write_for(
                read.conversation_id,
                desk.mark_read_by_agent,
                read.conversation_id,
                read.seq,
                by=self._actor,
            )
        except Refusal as refusal:
            self._refuse("read", refusal)
