"""The customers' socket: hello, say, choose, typing, marks, rating."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import msgspec
import structlog

from madoguchi.channels.webchat.visitors import Visitor, introduce
from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Customer, Introduction
from madoguchi.desk import operations as desk
from madoguchi.desk import rules as desk_rules
from madoguchi.desk.contracts import Posted, Received, Speech
from madoguchi.desk.rules import Marks
from madoguchi.kernel.errors import Invalid, NotFound, Refusal, TooMany
from madoguchi.live import frames
from madoguchi.live.chat_frames import (
    Delivered,
    Frame,
    Hello,
    Moved,
    Ping,
    Rate,
    Read,
    Say,
    TypingSignal,
    chat_state,
    decode,
)
from madoguchi.live.connection import LARGEST_FRAME, REFUSED, TOO_LARGE, Connection
from madoguchi.live.floods import SOCKET_FRAMES, VISITOR_SIGNALS, Bucket
from madoguchi.live.house import LiveHouse
from madoguchi.live.introducing import (
    check_page,
    greeting_of,
    locale_of,
    seen_page,
    visitor_of,
    vouched_for,
    zone_of,
)
from madoguchi.live.presence import Typing
from madoguchi.live.visits import Name
from madoguchi.shops import queries as shops
from madoguchi.shops.contracts import Shop

log = structlog.get_logger("madoguchi.live")

PONG = '{"pong":true}'


class ChatSocket:
    """One customer's socket, from the handshake to its end."""

    def __init__(
        self,
        house: LiveHouse,
        connection: Connection,
        *,
        address: str,
        origin: str | None,
        host: str | None,
        languages: str,
    ) -> None:
        self._house = house
        self._connection = connection
        self._address = address
        self._origin = origin
        self._host = host
        self._shop: Shop
        self._visitor: Visitor
        self._introduction: Introduction
        self._names: list[Name] = []
        self._greeted = False
        # Asked to look again before it had looked once.
        self._unsure = False
        self._customer: Customer | None = None
        self._conversation_id: int | None = None
        # What the browser asks for, until the widget says what it shows.
        self._locale = languages
        self._frames = Bucket(SOCKET_FRAMES)
        self._signals = Bucket(VISITOR_SIGNALS)

    async def run(self, query: Mapping[str, str]) -> None:
        """Serve the socket until it closes."""
        if not await self._admit(query.get("shop", "")):
            return
        self._house.visits.arrive(self)
        try:
            await self._serve()
        finally:
            self._connection.closed = True
            self._house.visits.leave(self, self._names)
            self._be(None)

    async def _admit(self, public_key: str) -> bool:
        """Take the handshake, unless the page or the address may not open one."""
        house, connection = self._house, self._connection
        try:
            self._shop = await house.store.read(shops.by_public_key, public_key)
            self._check_page(self._shop)
            if house.hellos.take(self._address) > 0:
                raise TooMany("live.too_many_sockets", retry_after=10)
        except Refusal as refusal:
            # The code reaches a page's script only after an accepted handshake.
            if await connection.open():
                self._refuse("hello", refusal)
                await connection.close(REFUSED)
            return False
        return await connection.open()

    def _check_page(self, shop: Shop) -> None:
        check_page(shop, self._house.settings.url, origin=self._origin, host=self._host)

    @property
    def shop(self) -> Shop:
        """The shop as this socket knows it."""
        return self._shop

    def tell(self, frame: str) -> None:
        """Send what concerns everybody at the shop's counter; nobody before the greeting."""
        if self._greeted:
            self._connection.push(frame)

    async def change_shop(self, shop: Shop) -> None:
        """Go on with a changed shop, or close where it no longer lets this page talk."""
        self._shop = shop
        try:
            self._check_page(shop)
        except Refusal as refusal:
            self._refuse("hello", refusal)
            await self._connection.close(REFUSED)

    async def look_again(self) -> None:
        """Find out whether another socket has made this visitor somebody: then begin afresh."""
        if not self._greeted:
            self._unsure = True
            return
        found = await self._find_customer()
        if found is not None and found.id != self._customer_id and not self._connection.closed:
            await self._welcome(found)

    async def _serve(self) -> None:
        while True:
            text = await self._connection.next()
            if text is None or self._connection.overflowed:
                return
            pause = self._frames.draw()
            if pause > 0:
                await asyncio.sleep(pause)
            if len(text) > LARGEST_FRAME:
                await self._connection.close(TOO_LARGE)
                return
            try:
                frame = decode(text)
            except msgspec.MsgspecError:
                self._refuse("", Invalid("live.bad_frame"))
                continue
            if not self._greeted:
                if not isinstance(frame, Hello):
                    self._refuse("hello", Invalid("live.hello_first"))
                    continue
                await self._greet(frame)
            else:
                await self._take(frame)

    def _refuse(self, client_id: str, refusal: Refusal) -> None:
        self._connection.push(self._house.refused(client_id, refusal, self._locale))

    async def _greet(self, hello: Hello) -> None:
        """Find out who is here: an unsigned claim is nobody's, a forged token a new visitor's."""
        house = self._house
        self._locale = locale_of(hello, self._shop)
        try:
            vouched = await vouched_for(house, self._shop, hello.identity)
        except Refusal as refusal:
            vouched = None
            self._refuse("identity", refusal)
        self._visitor = visitor_of(house, self._shop, hello.visitor)
        self._introduction = introduce(
            self._visitor,
            vouched,
            locale=self._locale,
            zone=zone_of(hello),
            page=seen_page(hello.page, house.store.clock()),
        )
        self._names += [(self._shop.id, name) for name in self._introduction.identities]
        house.visits.introduce(self, self._names)
        customer: Customer | None = None
        try:
            if vouched is not None:
                customer = await house.store.write(
                    desk.recognise, self._introduction, self._introduction.identities[-1]
                )
            await self._welcome(customer or await self._find_customer(), seen=hello.position)
        except Refusal as refusal:
            self._refuse("hello", refusal)
            return
        if customer is not None:
            house.met(self._names)
        if self._unsure:
            await self.look_again()

    async def _find_customer(self) -> Customer | None:
        return await self._house.store.read(
            customers.find_by_identity, self._shop.id, self._introduction.identities[0]
        )

    async def _welcome(self, customer: Customer | None, *, seen: str | None = None) -> None:
        """Send the state, then everything after it: join first, so that nothing falls between."""
        house, connection = self._house, self._connection
        connection.hold()
        try:
            self._be(customer)
            state = await house.store.read(chat_state, self._customer_id, seen)
            counter = await house.counter(self._shop)
        except BaseException:
            connection.release()
            raise
        self._conversation_id = None if state.conversation is None else state.conversation.id
        greeting = greeting_of(self._shop, house.visitors.write(self._visitor), state, counter)
        connection.release(frames.frame(hello=greeting))
        self._greeted = True

    @property
    def _customer_id(self) -> int | None:
        return None if self._customer is None else self._customer.id

    def _be(self, customer: Customer | None) -> None:
        """Take a customer's part in the feed from now on, and nobody else's."""
        before, self._customer = self._customer, customer
        if self._customer_id == (None if before is None else before.id):
            return
        house = self._house
        if before is not None:
            house.hub.leave_chat(self._connection, before.id)
            if house.presence.customer_leaves(before.id):
                house.departures.note(before.id)
                house.customer_moved(before.id, before.shop_id, before.page)
        if customer is not None:
            house.hub.join_chat(self._connection, customer.id)
            if house.presence.customer_arrives(customer.id):
                house.customer_moved(customer.id, customer.shop_id, customer.page)

    async def _take(self, frame: Frame) -> None:
        match frame:
            case Ping():
                self._connection.push(PONG)
            case Say():
                await self._say(frame)
            case _ if self._signals.take() > 0:
                return  # a lost signal harms nobody
            case TypingSignal():
                self._type(frame.on)
            case Read() | Delivered():
                await self._mark(frame)
            case Moved():
                self._move(frame)
            case Rate():
                await self._rate(frame)
            case Hello():
                self._refuse("hello", Invalid("live.hello_once"))

    async def _say(self, say: Say) -> None:
        house = self._house
        try:
            pause = house.says.take(self._visitor.name) or house.address_says.take(self._address)
            if pause > 0:
                raise TooMany("live.too_fast", retry_after=int(pause) + 1)
            posted: Posted
            if say.choose is not None:
                if self._customer is None:
                    raise NotFound("message.not_found")
                posted = await house.store.write_for(
                    self._key(), desk.choose, self._customer.id, say.choose.seq, say.choose.index
                )
            else:
                posted = await house.store.write_for(
                    self._key(),
                    desk.receive,
                    self._introduction,
                    Speech(
                        client_id=say.client_id,
                        body=say.body,
                        attachment_ids=say.attachment_ids,
                        quote_seq=say.quote_seq,
                    ),
                    opens_at=house.opens_at(self._shop),
                    limit=house.settings.message_limit,
                )
        except Refusal as refusal:
            self._refuse(say.client_id, refusal)
            return
        self._connection.push(
            frames.frame(
                ack=say.client_id,
                message=desk_rules.chat_message(posted.message),
                again=posted.again,
            )
        )
        if self._customer is None and isinstance(posted, Received):
            # The first message made them a customer: from now on they have a part in the feed.
            await self._welcome(posted.customer)
            house.met(self._names)
        self._conversation_id = posted.conversation_id

    @property
    def _talk_id(self) -> int | None:
        """The customer's newest conversation, whoever opened it since this socket was greeted."""
        told = None if self._customer is None else self._house.hub.talk_of(self._customer.id)
        return max(told or 0, self._conversation_id or 0) or None

    def _key(self) -> int:
        """The conversation's id; before there is one, what keeps this visitor in order."""
        return self._talk_id or hash(self._visitor.name) & 0xFFFF

    def _type(self, on: bool) -> None:
        talk_id = self._talk_id
        if self._customer is not None and talk_id is not None:
            house = self._house
            house.typing(
                Typing(
                    node=house.presence.node,
                    conversation_id=talk_id,
                    shop_id=self._shop.id,
                    customer_id=self._customer.id,
                    kind="customer",
                    id=self._customer.id,
                    name=self._customer.name,
                    on=on,
                )
            )

    async def _mark(self, frame: Read | Delivered) -> None:
        talk_id = self._talk_id
        if self._customer is None or talk_id is None:
            return
        marks = Marks(read=frame.seq) if isinstance(frame, Read) else Marks(delivered=frame.seq)
        try:
            await self._house.store.write_for(
                talk_id,
                desk.mark_delivered_and_read,
                talk_id,
                self._customer.id,
                marks,
            )
        except Refusal as refusal:
            self._refuse("read", refusal)

    def _move(self, moved: Moved) -> None:
        page = seen_page(moved, self._house.store.clock())
        if page is None:
            return
        self._introduction = msgspec.structs.replace(self._introduction, page=page)
        if self._customer is not None:
            self._customer = msgspec.structs.replace(self._customer, page=page)
            self._house.customer_moved(self._customer.id, self._shop.id, page)

    async def _rate(self, rate: Rate) -> None:
        try:
            if self._customer is None:
                raise NotFound("conversation.not_found")
            await self._house.store.write_for(
                self._key(), desk.rate, self._customer.id, rate.score, rate.comment
            )
        except Refusal as refusal:
            self._refuse("rate", refusal)
