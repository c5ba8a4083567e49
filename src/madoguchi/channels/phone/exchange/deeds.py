"""What the staff ask of the exchange, each deed for whoever may do it now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.exchange.live import LiveCall
from madoguchi.channels.phone.exchange.warmth import Warmth
from madoguchi.channels.phone.link.wire import Ask, Tell
from madoguchi.channels.phone.media.browser import BadOffer, BrowserLeg
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.channels.phone.queries import calls as queries
from madoguchi.channels.phone.rules import happenings
from madoguchi.channels.phone.rules.fields import digits
from madoguchi.channels.phone.rules.queue import members_free
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid, NotFound

if TYPE_CHECKING:
    from madoguchi.channels.phone.exchange.exchange import Exchange

_PLAIN: dict[str, happenings.Happening] = {
    "hold": happenings.Hold(),
    "resume": happenings.Resume(),
    "hang_up": happenings.HungUp(),
}


class Deeds:
    """Asked by `do`; refuses with what the person can act on."""

    def __init__(self, exchange: Exchange) -> None:
        self.warmth = Warmth(exchange.relays)
        self._exchange = exchange
        self._coming: set[int] = set()
        """Whose call is being made: nobody begins two at once."""

    async def do(self, ask: Ask) -> Tell:
        """Do what one of the staff asks; raises what it is refused with."""
        if ask.deed == "warm":
            leg, answer = await self._warm(ask)
            return Tell(id=ask.id, leg=leg, answer=answer)
        if ask.deed == "dial":
            call, answer = await self._dial(ask)
            return Tell(id=ask.id, call_id=call.id, answer=answer)
        live = self._exchange.live(ask.call_id)
        if live is None:
            raise Conflict("phone.call_over")
        if ask.deed == "take":
            return Tell(id=ask.id, answer=await self._take(live, ask))
        if ask.deed == "come_in":
            return Tell(id=ask.id, answer=await self._come_in(live, ask))
        if ask.deed == "supervise":
            return Tell(id=ask.id, answer=await self._supervise(live, ask))
        if ask.deed == "supervise_as":
            if not live.supervision.change(ask.person_id, ask.how):
                raise Conflict("phone.not_now")
            return Tell(id=ask.id)
        if ask.deed in ("leave", "hang_up") and live.flow.person_id != ask.person_id:
            if not (live.guests.leave(ask.person_id) or live.supervision.leave(ask.person_id)):
                raise Forbidden("phone.not_your_call")
            return Tell(id=ask.id)
        if live.flow.person_id != ask.person_id:
            raise Forbidden("phone.not_your_call")
        if ask.deed == "ask_in" and ask.to_team is not None:
            done = await self._ask_team(live, ask, ask.to_team)
        else:
            done = self._act(live, ask)
        if not done:
            raise Conflict("phone.not_now")
        return Tell(id=ask.id)

    def _act(self, live: LiveCall, ask: Ask) -> bool:
        """Do what only whoever has the call may; returns whether it could be done."""
        to_person = ask.to_person or 0
        match ask.deed:
            case "press":
                live.press(ask.keys)
                return True
            case "hand_over":
                if to_person in live.flow.guests:
                    return live.happen(happenings.PassedOn(to_person))
                self._check_ears(to_person)
                return live.hand_over(ask.to_person, ask.to_team)
            case "ask_in":
                self._check_ears(to_person)
                return live.guests.ask([to_person], hold=ask.hold)
            case "send_away":
                return live.guests.leave(to_person)
            case "pass_on":
                return live.happen(happenings.PassedOn(to_person))
        happening = _PLAIN.get(ask.deed)
        return happening is not None and live.happen(happening)

    async def _ask_team(self, live: LiveCall, ask: Ask, team_id: int) -> bool:
        """Let it ring at whoever of a team is free; the first who comes is on the call."""
        floor = await self._exchange.store.read(queries.floor)
        busy = floor.occupied | self._exchange.on_the_phone() | self._coming
        there = members_free(floor.agents, busy, shop_id=live.line.shop_id, team_id=team_id)
        if not there:
            raise Conflict("phone.nobody_in_team")
        # Meanwhile it may have become somebody else's.
        return live.flow.person_id == ask.person_id and live.guests.ask(there, hold=ask.hold)

    async def _warm(self, ask: Ask) -> tuple[str, str]:
        try:
            return await self.warmth.open(ask.person_id, ask.offer)
        except BadOffer as error:
            raise Invalid("phone.bad_offer", field="offer") from error

    async def _take(self, live: LiveCall, ask: Ask) -> str:
        self._check_free(ask.person_id)
        browser = self._leg(ask)
        if not live.take(ask.person_id, browser):
            browser.close()
            raise Conflict("phone.call_taken")
        self._exchange.queue.look()
        return await self._connect(live, browser, ask)

    async def _come_in(self, live: LiveCall, ask: Ask) -> str:
        self._check_free(ask.person_id)
        if not live.guests.asked(ask.person_id):
            raise Conflict("phone.not_asked")
        browser = self._leg(ask)
        live.guests.enter(ask.person_id, browser)
        try:
            return await self._accept(browser, ask)
        except Invalid:
            live.guests.leave(ask.person_id)
            raise

    async def _supervise(self, live: LiveCall, ask: Ask) -> str:
        self._check_free(ask.person_id)
        live.supervision.check(ask.person_id, ask.how)
        browser = self._leg(ask)
        live.supervision.enter(ask.person_id, ask.how, browser)
        try:
            return await self._accept(browser, ask)
        except Invalid:
            live.supervision.leave(ask.person_id)
            raise

    async def _dial(self, ask: Ask) -> tuple[Call, str]:
        exchange = self._exchange
        with self._alone(ask.person_id):
            line = exchange.line(ask.line_id)
            if line is None:
                raise NotFound("phone.line_not_found")
            number = digits(ask.number)
            if not number:
                raise Invalid("phone.bad_number", field="number")
            # Before anything is stored: who has no browser calls nobody.
            browser = self._leg(ask)
            try:
                leg = await exchange.open_port()
            except BaseException:
                browser.close()
                raise
            dialog = exchange.dialog_to(line, number, international="+" in ask.number)
            coming = Coming(
                external_id=dialog.call_id,
                process=exchange.name,
                number=ask.number.strip(),
                direction="out",
                conversation_id=ask.conversation_id,
                person_id=ask.person_id,
                callback_of=ask.callback_of,
            )
            try:
                call = await exchange.store.write(come, line, coming)
                plan = await exchange.plan_of(line)
            except BaseException:
                browser.close()
                leg.close()
                exchange.forget(dialog)
                raise
            live = LiveCall(exchange, call, line, dialog, leg, plan)
            live.seat(browser)
            exchange.admit(live, happenings.Dialled(ask.person_id))
        return call, await self._connect(live, browser, ask)

    def _leg(self, ask: Ask) -> BrowserLeg:
        """Return the browser that was connected ahead, else one that is to be connected."""
        warm = self.warmth.use(ask.leg, ask.person_id) if ask.leg else None
        if warm is None and not ask.offer:
            raise Conflict("phone.leg_gone")
        return warm or BrowserLeg(_nothing, _nothing, self._exchange.relays())

    async def _connect(self, live: LiveCall, browser: BrowserLeg, ask: Ask) -> str:
        def lost() -> None:
            if live.browser is browser:
                live.happen(happenings.Lost())

        browser.hand_to(lambda: live.happen_now(happenings.Up()), lost)
        try:
            return await self._accept(browser, ask)
        except Invalid:
            lost()
            raise

    async def _accept(self, browser: BrowserLeg, ask: Ask) -> str:
        if browser.accepted:
            return ""
        try:
            return await browser.accept(ask.offer)
        except BadOffer as error:
            raise Invalid("phone.bad_offer", field="offer") from error

    @contextmanager
    def _alone(self, person_id: int) -> Iterator[None]:
        self._check_free(person_id)
        self._coming.add(person_id)
        try:
            yield
        finally:
            self._coming.discard(person_id)

    def _check_free(self, person_id: int) -> None:
        if self._is_busy(person_id):
            raise Conflict("phone.on_a_call")

    def _check_ears(self, colleague_id: int) -> None:
        """Refuse to let it ring at somebody who is on a call: the caller would wait for nobody."""
        if self._is_busy(colleague_id):
            raise Conflict("phone.colleague_on_a_call")

    def _is_busy(self, person_id: int) -> bool:
        return person_id in self._coming or person_id in self._exchange.on_the_phone()


def _nothing() -> None:
    """Nobody wants to know yet."""
