"""The customers' socket: hello, say, choose, typing, marks, rating."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import structlog

from madoguchi.channels.webchat.visitors import Visitor, introduce
from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Customer, Introduction, Page
from madoguchi.desk import operations as desk
from madoguchi.desk import rules as desk_rules
from madoguchi.desk.contracts import Speech
from madoguchi.desk.rules import Marks
from madoguchi.kernel.errors import Invalid, NotFound, Refusal, TooMany
from madoguchi.live import frames
from madoguchi.live.chat_frames import (
    ChatShop,
    Delivered,
    Frame,
    Greeting,
    Hello,
    Moved,
    Ping,
    Rate,
    Read,
    Say,
    SeenPage,
    TypingSignal,
    chat_state,
    decode,
)
from madoguchi.live.connection import LARGEST_FRAME, REFUSED, TOO_LARGE, Connection
from madoguchi.live.floods import VISITOR_MESSAGES, VISITOR_SIGNALS, Bucket
from madoguchi.live.house import LiveHouse
from madoguchi.live.presence import Typing
from madoguchi.shops import queries as shops
from madoguchi.shops.contracts import Identity, Shop
from madoguchi.shops.rules.embedding import origin_allowed, same_origin
from madoguchi.shops.rules.identity import verify_identity

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
    ) -> None:
        self._house = house
        self._connection = connection
        self._address = address
        self._origin = origin
        self._host = host
        self._shop: Shop
        self._visitor: Visitor
        self._introduction: Introduction
        self._customer: Customer | None = None
        self._conversation_id: int | None = None
        self._locale = "en"
        self._hello: Hello
        self._says = Bucket(VISITOR_MESSAGES)
        self._signals = Bucket(VISITOR_SIGNALS)

    async def run(self, query: Mapping[str, str]) -> None:
        """Serve the socket until it closes."""
        if not await self._admit(query.get("shop", "")):
            return
        try:
            await self._serve()
        finally:
            self._connection.closed = True
            self._leave()

    async def _admit(self, public_key: str) -> bool:
        """Take the handshake, unless the page or the address may not open one."""
        house, connection = self._house, self._connection
        try:
            self._shop = await house.store.read(shops.by_public_key, public_key)
            if not origin_allowed(self._shop, self._origin, house.settings.url) and not same_origin(
                self._origin, house.settings.url, self._host
            ):
                raise NotFound("shops.unknown_key")
            if self._shop.archived_at is not None:
                raise NotFound("shops.unknown_key")
            if house.hellos.take(self._address) > 0:
                raise TooMany("live.too_many_sockets", retry_after=10)
        except Refusal as refusal:
            # The code reaches a page's script only after an accepted handshake.
            if await connection.open():
                connection.push(house.refused("hello", refusal, self._shop_locale()))
                await connection.close(REFUSED)
            return False
        return await connection.open()

    def _shop_locale(self) -> str:
        shop = getattr(self, "_shop", None)
        return shop.locale if shop is not None else "en"

    async def _serve(self) -> None:
        greeted = False
        while True:
            text = await self._connection.next()
            if text is None or self._connection.overflowed:
                return
            if len(text) > LARGEST_FRAME:
                await self._connection.close(TOO_LARGE)
                return
            try:
                frame = decode(text)
            except msgspec.MsgspecError:
                self._refuse("", Invalid("live.bad_frame"))
                continue
            if not greeted:
                if not isinstance(frame, Hello):
                    self._refuse("hello", Invalid("live.hello_first"))
                    continue
                greeted = await self._greet(frame)
            else:
                await self._take(frame)

    def _refuse(self, client_id: str, refusal: Refusal) -> None:
        self._connection.push(self._house.refused(client_id, refusal, self._locale))

    async def _greet(self, hello: Hello) -> bool:
        """Find out who is here: an unsigned claim is nobody's, a forged token a new visitor's."""
        house = self._house
        self._hello = hello
        self._locale = (hello.locale or self._shop.locale)[:20]
        known = house.visitors.read(hello.visitor, self._shop.id) if hello.visitor else None
        if known is None:
            _, known = house.visitors.make(self._shop.id)
        self._visitor = known
        vouched: Identity | None = None
        if hello.identity:
            try:
                secret = await house.store.read(shops.secret_of, self._shop.id)
                vouched = verify_identity(secret, hello.identity, house.store.clock())
            except Refusal as refusal:
                self._refuse("identity", refusal)
        self._introduction = introduce(
            known,
            vouched,
            locale=self._locale,
            zone=hello.zone[:64] if hello.zone else None,
            page=self._page(hello.page),
            simulated=hello.simulated,
        )
        try:
            if vouched is not None:
                self._customer = await house.store.write(
                    desk.recognise, self._introduction, self._introduction.identities[-1]
                )
            await self._welcome()
        except Refusal as refusal:
            self._refuse("hello", refusal)
            return False
        return True

    def _page(self, page: SeenPage | Moved | None) -> Page | None:
        if page is None or not page.url.startswith(("http://", "https://")):
            return None
        return Page(page.url[:500], page.title[:200], self._house.store.clock())

    async def _welcome(self) -> None:
        """Send the state, then everything after it: join first, so that nothing falls between."""
        house, connection = self._house, self._connection
        connection.hold()
        try:
            if self._customer is None:
                self._customer = await house.store.read(
                    customers.find_by_identity, self._shop.id, self._introduction.identities[0]
                )
            if self._customer is not None:
                self._join(self._customer)
            state = await house.store.read(
                chat_state, None if self._customer is None else self._customer.id
            )
        except BaseException:
            connection.release()
            raise
        conversation = state.conversation
        self._conversation_id = None if conversation is None else conversation.id
        counter = await house.counter(self._shop)
        shop = self._shop
        greeting = Greeting(
            visitor=house.visitors.write(self._visitor),
            position=str(state.position),
            conversation=None if conversation is None else desk_rules.chat_view(conversation),
            messages=state.messages,
            shop=ChatShop(shop.name, shop.color, shop.locale, shop.zone, shop.widget, shop.hours),
            opens_at=counter.opens_at,
            estimated_wait_s=counter.estimated_wait_s,
            agents_online=counter.agents_online,
        )
        connection.release(frames.frame(hello=greeting))
        house.show_shop(connection, shop)

    def _join(self, customer: Customer) -> None:
        house = self._house
        house.hub.join_chat(self._connection, customer.id)
        if house.presence.customer_arrives(customer.id):
            house.customer_moved(customer.id, customer.shop_id, customer.page)

    def _leave(self) -> None:
        self._house.stop_showing(self._connection, self._shop.id)
        customer = self._customer
        if customer is not None:
            house = self._house
            house.hub.leave_chat(self._connection, customer.id)
            if house.presence.customer_leaves(customer.id):
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
            pause = self._says.take()
            if pause > 0:
                raise TooMany("live.too_fast", retry_after=int(pause) + 1)
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
        if self._customer is None:
            # The first message made them a customer: from now on they have a part in the feed.
            await self._welcome()
        self._conversation_id = posted.conversation_id

    def _key(self) -> int:
        """The conversation's id; before there is one, what keeps this visitor in order."""
        return self._conversation_id or hash(self._visitor.name) & 0xFFFF

    def _type(self, on: bool) -> None:
        if self._customer is not None and self._conversation_id is not None:
            house = self._house
            house.typing(
                Typing(
                    node=house.presence.node,
                    conversation_id=self._conversation_id,
                    shop_id=self._shop.id,
                    customer_id=self._customer.id,
                    kind="customer",
                    id=self._customer.id,
                    name=self._customer.name,
                    on=on,
                )
            )

    async def _mark(self, frame: Read | Delivered) -> None:
        if self._customer is None or self._conversation_id is None:
            return
        marks = Marks(read=frame.seq) if isinstance(frame, Read) else Marks(delivered=frame.seq)
        try:
            await self._house.store.write_for(
                self._conversation_id,
                desk.mark_delivered_and_read,
                self._conversation_id,
                self._customer.id,
                marks,
            )
        except Refusal as refusal:
            self._refuse("read", refusal)

    def _move(self, moved: Moved) -> None:
        page = self._page(moved)
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
