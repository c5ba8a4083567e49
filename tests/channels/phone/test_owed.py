"""What is owed to a caller: three rings, then a call back; and when nothing is owed any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from madoguchi.channels.phone.contracts.calls import Call, Ending, WrapUp
from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.operations import calls
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.channels.phone.operations.wrapping import wrap_up
from madoguchi.channels.phone.queries.calls import calls as all_calls
from madoguchi.channels.phone.queries.calls import floor
from madoguchi.clocks import contracts as clocks
from madoguchi.clocks.queries.running import open_clocks
from madoguchi.clocks.tables import clock_table
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations.route import assign
from madoguchi.desk.queries.conversations import find
from madoguchi.desk.routing.contracts import RoutingSettings
from madoguchi.desk.routing.queries import carried
from madoguchi.kernel.errors import Conflict, Forbidden
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import PersonChanges
from madoguchi.people.operations.staff import change_person
from madoguchi.people.operations.teams import make_team
from tests.channels.phone.stage import Stage

NUMBER = "+819011112222"


class Telephone:
    """What the telephone's process writes of calls on one line."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.line: Line = stage.line()
        self._calls = 0

    def coming(self, number: str = NUMBER) -> Coming:
        self._calls += 1
        return Coming(external_id=f"call {self._calls}", process="p", number=number)

    def rings(self, number: str = NUMBER) -> Call:
        """A call comes and rings at lin's desk."""
        call = self.stage.store.write_now(come, self.line, self.coming(number))
        self.stage.store.write_now(calls.enqueue, call.id)
        return self.stage.store.write_now(calls.ring, call.id, [self.lin])

    def take(self, call: Call) -> Call:
        return self.stage.store.write_now(
            calls.take, call.id, self.lin, at=self.stage.store.clock()
        )

    def talk(self, call: Call) -> Call:
        return self.stage.store.write_now(calls.connect, call.id, sip_answered_at=None)

    def end(self, call: Call, ending: Ending) -> Call:
        return self.stage.store.write_now(calls.end, call.id, ending)

    def miss(self, number: str = NUMBER) -> Call:
        return self.end(self.rings(number), "abandoned")

    def dial(self, conversation_id: int, callback_of: int | None = None) -> Call:
        coming = replace(
            self.coming(),
            direction="out",
            conversation_id=conversation_id,
            person_id=self.lin,
            callback_of=callback_of,
        )
        return self.stage.store.write_now(come, self.line, coming)

    @property
    def lin(self) -> int:
        assert self.stage.lin.person_id is not None
        return self.stage.lin.person_id

    def missed(self) -> list[int]:
        found = self.stage.store.read_now(all_calls, "missed", by=self.stage.lin)
        return [each.id for each in found.items]

    def conversation(self, call: Call) -> Conversation:
        found = self.stage.store.read_now(find, call.conversation_id)
        assert found is not None
        return found

    def owed(self, call: Call) -> list[clocks.Subject]:
        found = self.stage.store.read_now(open_clocks, call.conversation_id)
        return [each.owing.subject for each in found]


@pytest.fixture
def telephone(stage_anywhere: Stage) -> Telephone:
    return Telephone(stage_anywhere)


def test_a_ringing_call_is_a_clock_by_the_lines_country(telephone: Telephone) -> None:
    call = telephone.rings()
    assert (call.country, call.ring_target_ms) == ("JP", 7_000)
    assert telephone.owed(call) == [clocks.Subject.PHONE_ANSWER]
    telephone.take(call)
    assert telephone.owed(call) == []


def test_a_missed_caller_is_owed_a_call_and_no_reply(telephone: Telephone) -> None:
    call = telephone.miss()
    assert telephone.owed(call) == [clocks.Subject.CALLBACK]
    assert call.callback_due_at is not None
    assert call.ended_at is not None
    assert call.callback_due_at - call.ended_at == timedelta(minutes=30)
    shown = telephone.conversation(call)
    assert shown.waiting_since == call.ended_at
    assert shown.clock is not None
    assert shown.clock.subject is clocks.Subject.CALLBACK


def test_calling_back_in_vain_is_no_answer(telephone: Telephone) -> None:
    call = telephone.miss()
    again = telephone.dial(call.conversation_id, call.id)
    telephone.end(again, "unanswered")
    shown = telephone.conversation(call)
    assert shown.first_reply_at is None
    assert shown.waiting_since is not None
    assert telephone.missed() == [call.id], "and the call of ours is not among the missed"
    assert telephone.owed(call) == [clocks.Subject.CALLBACK]


def test_the_callback_is_kept_as_soon_as_they_talk(telephone: Telephone) -> None:
    earlier, call = telephone.miss(), telephone.miss()
    back = telephone.dial(call.conversation_id, call.id)
    telephone.talk(back)
    assert telephone.missed() == []
    assert telephone.owed(call) == []
    found = {each.id: each for each in telephone.stage.calls()}
    assert found[call.id].called_back_at == found[back.id].talked_at
    assert found[earlier.id].called_back_at == found[back.id].talked_at
    shown = telephone.conversation(call)
    assert shown.waiting_since is None
    assert shown.clock is None
    assert _ended(telephone) == {"answered"}


def test_whoever_calls_again_and_is_spoken_to_waits_no_more(telephone: Telephone) -> None:
    call = telephone.miss()
    again = telephone.rings()
    telephone.take(again)
    telephone.talk(again)
    assert telephone.missed() == []
    assert telephone.owed(call) == []
    settled = next(each for each in telephone.stage.calls() if each.id == call.id)
    assert settled.called_back_at is None, "nobody has called them back"
    assert settled.wrapped_at is not None


def test_who_needs_no_call_back_waits_no_more(telephone: Telephone) -> None:
    first, second = telephone.miss(), telephone.miss()
    done = WrapUp(outcome="no_answer")
    telephone.stage.store.write_now(wrap_up, first.id, done, by=telephone.stage.sora)
    assert telephone.conversation(second).waiting_since is not None, "the second still waits"
    telephone.stage.store.write_now(wrap_up, second.id, done, by=telephone.stage.sora)
    shown = telephone.conversation(second)
    assert shown.waiting_since is None
    assert telephone.owed(second) == []


def test_a_talk_is_wrapped_up_by_who_spoke_or_a_supervisor(telephone: Telephone) -> None:
    call = telephone.rings()
    telephone.take(call)
    telephone.talk(call)
    telephone.end(call, "talked")
    done = WrapUp(outcome="solved")
    with pytest.raises(Forbidden):
        telephone.stage.store.write_now(wrap_up, call.id, done, by=telephone.stage.sora)
    wrapped = telephone.stage.store.write_now(wrap_up, call.id, done, by=telephone.stage.lin)
    assert wrapped.outcome == "solved"


def test_put_down_before_anybody_was_heard_is_no_talk(telephone: Telephone) -> None:
    call = telephone.rings()
    telephone.take(call)
    assert telephone.end(call, "talked").ending == "unanswered"
    assert telephone.missed() == [call.id]


def test_nobody_is_owed_a_call_at_a_number_they_withhold(telephone: Telephone) -> None:
    call = telephone.miss("")
    assert call.callback_due_at is None
    assert telephone.owed(call) == []
    assert telephone.conversation(call).waiting_since is None


def test_hands_are_free_again_after_the_call(telephone: Telephone) -> None:
    """A conversation of the telephone weighs ten chats while somebody speaks in it, then one."""

    def load(view: View) -> int:
        return carried(view, telephone.lin, RoutingSettings())

    call = telephone.rings()
    telephone.take(call)
    telephone.talk(call)
    assert telephone.conversation(call).on_call
    assert telephone.stage.store.read_now(load) == 1_000
    telephone.end(call, "talked")
    assert not telephone.conversation(call).on_call
    assert telephone.stage.store.read_now(load) == 100


def test_a_missed_call_settled_during_a_talk_leaves_it_a_talk(telephone: Telephone) -> None:
    call = telephone.miss()
    back = telephone.dial(call.conversation_id, call.id)
    assert telephone.conversation(call).on_call
    telephone.talk(back)
    assert telephone.conversation(call).on_call


def _ended(telephone: Telephone) -> set[str]:
    columns = clock_table.c

    def reasons(view: View) -> set[str]:
        rows = view.execute(
            clock_table.select().where(columns.subject == "callback", columns.ended_at.is_not(None))
        )
        return {row.reason for row in rows}

    return telephone.stage.store.read_now(reasons)


def test_who_wraps_up_is_not_rung_until_they_have(telephone: Telephone) -> None:
    def occupied() -> frozenset[int]:
        return telephone.stage.store.read_now(floor).occupied

    call = telephone.rings()
    assert telephone.lin not in occupied()
    telephone.take(call)
    assert telephone.lin in occupied()
    telephone.talk(call)
    over = telephone.end(call, "talked")
    assert over.ended_at is not None
    assert over.wrap_up_until == over.ended_at + timedelta(seconds=telephone.line.wrap_up_s)
    assert telephone.lin in occupied()
    done = WrapUp(outcome="solved")
    telephone.stage.store.write_now(wrap_up, call.id, done, by=telephone.stage.lin)
    assert telephone.lin not in occupied()


def test_two_colleagues_do_not_ring_the_same_customer_at_once(telephone: Telephone) -> None:
    call = telephone.miss()
    back = telephone.dial(call.conversation_id, call.id)
    with pytest.raises(Conflict, match="called_back_already"):
        telephone.dial(call.conversation_id, call.id)
    with pytest.raises(Conflict, match="called_back_already"):
        telephone.dial(call.conversation_id)
    telephone.end(back, "unanswered")
    assert telephone.dial(call.conversation_id, call.id).phase == "dialling"


def test_a_call_is_of_the_team_that_has_the_conversation_or_of_the_first(
    telephone: Telephone,
) -> None:
    store, anna = telephone.stage.store, telephone.stage.world.anna
    teams = [telephone.stage.world.night_team, store.write_now(make_team, "Day", by=anna)]
    changes = PersonChanges(team_ids=[each.id for each in teams])
    store.write_now(change_person, telephone.lin, changes, by=anna)
    first = telephone.rings()
    assert telephone.take(first).team_id == min(each.id for each in teams)
    second = telephone.rings("+819033334444")
    day = max(each.id for each in teams)
    store.write_now(assign, second.conversation_id, None, day, by=anna)
    assert telephone.take(second).team_id == day
