"""How a call is received: where it stands, and what is to be done when something happens to it.

`step` is the whole of it. Whoever carries calls (SIP today) does what the effects say.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from madoguchi.channels.phone.contracts.calls import Ending, Phase
from madoguchi.channels.phone.rules.effects import (
    Answer,
    Bridge,
    Dismiss,
    Effect,
    GiveTo,
    HangUp,
    Invite,
    Part,
    Play,
    Queue,
    Record,
    Ring,
    StopRecording,
    TellPlace,
    Tone,
    Wait,
    WantCallback,
    Withdraw,
)
from madoguchi.channels.phone.rules.happenings import (
    After,
    Answered,
    Came,
    Dialled,
    Digit,
    Entered,
    Gone,
    HandOver,
    Happening,
    Hold,
    HungUp,
    Left,
    Lost,
    PassedOn,
    Played,
    Resume,
    Rung,
    Stopped,
    TimerName,
    Took,
    Up,
)

MENU_PAUSE_S = 5.0
MENU_TIMES = 2
CONNECT_S = 8.0
"""Seconds in which a browser that took a call must be heard."""
FIRST_PLACE_S, NEXT_PLACE_S = 20.0, 30.0
HAND_OVER_S = 20.0
"""Seconds for which a call handed to somebody rings at their desk alone."""
LONGEST_VOICEMAIL_S = 180.0
LONGEST_DIALLING_S = 60.0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How the line receives callers."""

    languages: list[str]
    open: bool
    record: bool
    voicemail: bool
    callbacks: bool
    patience_s: float


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """Where a call stands. A timer that no longer fits the phase changes nothing when it rings; one
    that is set again begins anew. `guests` are colleagues who are on it besides whoever has it.
    """

    plan: Plan
    language: str
    phase: Phase = "greeting"
    answered: bool = False
    announced: bool = False
    person_id: int | None = None
    guests: tuple[int, ...] = ()
    wanted_person: int | None = None
    wanted_team: int | None = None
    menus: int = 0
    ending: Ending | None = None


Step = tuple[Flow, list[Effect]]


def step(flow: Flow, happening: Happening) -> Step:
    """Return where the call stands after something has happened, and what is to be done.

    What makes no sense in this phase changes nothing: two of the staff may take a call at once,
    and a caller hang up while something else is on its way.
    """
    if flow.phase == "ended":
        return flow, []
    match happening:
        case Came(answered) if flow.phase == "greeting" and not flow.answered:
            return _came(replace(flow, answered=answered))
        case Dialled(person_id) if flow.phase == "greeting" and not flow.answered:
            dialling = replace(flow, phase="dialling", person_id=person_id)
            return dialling, [Invite(), Wait("dialling", LONGEST_DIALLING_S)]
        case Answered() if flow.phase == "dialling":
            return _reached(replace(flow, answered=True))
        case Digit(key):
            return _pressed(flow, key)
        case Played(after):
            return _played(flow, after)
        case Rung(timer):
            return _rung(flow, timer)
        case Took(person_id) if flow.phase == "waiting":
            taken = replace(flow, phase="connecting", person_id=person_id)
            return taken, [Withdraw(), Wait("connect", CONNECT_S)]
        case Up() if flow.phase == "connecting":
            return _connected(flow)
        case Lost() if flow.phase in ("talking", "held") and flow.guests:
            return _pass_on(flow, flow.guests[0])
        case Lost() if flow.phase in ("connecting", "talking", "held"):
            return _lost(flow)
        case Lost() | HungUp() if flow.phase == "dialling":
            return _end(flow, "unanswered")
        case Hold() if flow.phase == "talking":
            return replace(flow, phase="held"), [Part(leave=False), Tone()]
        case Resume() if flow.phase == "held":
            return replace(flow, phase="talking"), [Bridge()]
        case HandOver(person_id, team_id) if flow.phase in ("talking", "held"):
            waiting, effects = _lost(flow)
            handed = replace(waiting, wanted_person=person_id, wanted_team=team_id)
            return handed, [*effects, Wait("hand_over", HAND_OVER_S)]
        case Entered(person_id) if flow.phase in ("talking", "held"):
            if person_id in (flow.person_id, *flow.guests):
                return flow, []
            return replace(flow, guests=(*flow.guests, person_id)), []
        case Left(person_id) if person_id in flow.guests:
            return _without(flow, person_id), [Dismiss(person_id)]
        case PassedOn(person_id) if person_id in flow.guests:
            return _pass_on(flow, person_id)
        case HungUp() if flow.phase in ("connecting", "talking", "held"):
            return _end(flow, "talked")
        case Stopped():
            talked = flow.phase in ("connecting", "talking", "held", "voicemail")
            return _gone(flow, refused=False) if talked else _end(flow, flow.ending or "dropped")
        case Gone(refused):
            return _gone(flow, refused=refused)
    return flow, []


def _came(flow: Flow) -> Step:
    plan = flow.plan
    if not plan.open:
        if plan.voicemail:
            return _to_voicemail(flow, "closed")
        answered = replace(flow, answered=True, ending="closed")
        return answered, [Answer(), Play(("closed",), "bye")]
    if len(plan.languages) > 1:
        answered = replace(flow, answered=True, menus=1)
        return answered, [Answer(), Play(("menu",), "menu")]
    return _greet(flow)


def _greet(flow: Flow) -> Step:
    """After the language: the announcement, where calls are recorded; then the queue."""
    if flow.plan.record and not flow.announced:
        effects: list[Effect] = [] if flow.answered else [Answer()]
        told = replace(flow, answered=True, announced=True)
        return told, [*effects, Play(("notice",), "queue")]
    return _enqueue(flow)


def _enqueue(flow: Flow, *greeting: str) -> Step:
    waiting = replace(flow, phase="waiting", person_id=None, guests=())
    effects: list[Effect] = []
    if not flow.answered:
        effects.append(Ring())
    elif greeting:
        effects.append(Play(greeting, "tone"))
    else:
        effects.append(Tone())
    effects += [Queue(), Wait("patience", flow.plan.patience_s)]
    if flow.answered:
        effects.append(Wait("place", FIRST_PLACE_S))
    return waiting, effects


def _pressed(flow: Flow, key: str) -> Step:
    if flow.phase == "greeting" and flow.menus and key in "123456789":
        index = int(key) - 1
        if index < len(flow.plan.languages) and flow.ending is None:
            return _greet(replace(flow, language=flow.plan.languages[index], menus=0))
    if flow.phase == "waiting" and flow.answered and key == "1" and flow.plan.callbacks:
        kept = replace(flow, phase="greeting", ending="callback", menus=0)
        return kept, [Withdraw(), WantCallback(), Play(("callback_done",), "bye")]
    return flow, []


def _played(flow: Flow, after: After) -> Step:
    if after == "menu" and flow.menus:
        return flow, [Wait("menu", MENU_PAUSE_S)]
    if after == "queue" and flow.phase == "greeting":
        return _enqueue(flow)
    if after == "tone" and flow.phase == "waiting":
        return flow, [Tone()]
    if after == "record" and flow.phase == "voicemail":
        return flow, [Record("voicemail"), Wait("voicemail", LONGEST_VOICEMAIL_S)]
    if after == "talk" and flow.phase == "dialling":
        return _talk(flow)
    if after == "bye" and flow.ending is not None:
        return _end(flow, flow.ending)
    return flow, []


def _rung(flow: Flow, timer: TimerName) -> Step:
    if timer == "menu" and flow.menus:
        if flow.menus < MENU_TIMES:
            return replace(flow, menus=flow.menus + 1), [Play(("menu",), "menu")]
        return _greet(replace(flow, menus=0))
    if timer == "connect" and flow.phase == "connecting":
        return _lost(flow)
    if timer == "place" and flow.phase == "waiting":
        told: list[Effect] = [TellPlace(flow.plan.callbacks), Wait("place", NEXT_PLACE_S)]
        return flow, told
    if timer == "hand_over" and flow.phase == "waiting":
        return replace(flow, wanted_person=None, wanted_team=None), [Queue()]
    if timer == "patience" and flow.phase == "waiting":
        if flow.plan.voicemail:
            after, effects = _to_voicemail(flow, "voicemail")
            return after, [Withdraw(), *effects]
        return _end(flow, "unanswered")
    if timer == "voicemail" and flow.phase == "voicemail":
        return _end(flow, "voicemail")
    if timer == "dialling" and flow.phase == "dialling" and not flow.answered:
        return _end(flow, "unanswered")
    return flow, []


def _to_voicemail(flow: Flow, prompt: str) -> Step:
    effects: list[Effect] = [] if flow.answered else [Answer()]
    speaking = replace(flow, phase="voicemail", answered=True)
    return speaking, [*effects, Play((prompt, "beep"), "record")]


def _connected(flow: Flow) -> Step:
    effects: list[Effect] = [] if flow.answered else [Answer()]
    after, talking = _talk(replace(flow, answered=True))
    return after, [*effects, *talking]


def _reached(flow: Flow) -> Step:
    """Whom we called is there: told of the recording first, where there will be one."""
    if flow.plan.record and not flow.announced:
        return replace(flow, announced=True), [Play(("notice",), "talk")]
    return _talk(flow)


def _talk(flow: Flow) -> Step:
    talking = replace(flow, phase="talking", wanted_person=None, wanted_team=None)
    effects: list[Effect] = [Bridge()]
    if flow.plan.record and flow.announced:
        effects.append(Record("talk"))
    return talking, effects


def _lost(flow: Flow) -> Step:
    """Back into the queue, for whoever is free: the caller stays, and hears that it goes on."""
    anybody = replace(flow, wanted_person=None, wanted_team=None)
    after, effects = _enqueue(anybody, "please_hold")
    return after, [StopRecording(), Part(leave=True), *effects]


def _pass_on(flow: Flow, person_id: int) -> Step:
    """To a colleague who is on it already: the caller is not asked to wait."""
    theirs = replace(_without(flow, person_id), phase="talking", person_id=person_id)
    return theirs, [GiveTo(person_id), Bridge()]


def _without(flow: Flow, person_id: int) -> Flow:
    return replace(flow, guests=tuple(each for each in flow.guests if each != person_id))


def _gone(flow: Flow, *, refused: bool) -> Step:
    if flow.phase == "dialling":
        return _end(flow, "failed" if refused else "unanswered")
    if flow.phase in ("talking", "held"):
        return _end(flow, "talked")
    if flow.phase == "voicemail":
        return _end(flow, "voicemail")
    return _end(flow, flow.ending or "abandoned")


def _end(flow: Flow, ending: Ending) -> Step:
    over = replace(flow, phase="ended", ending=ending, guests=())
    return over, [Withdraw(), StopRecording(), Part(leave=True), HangUp()]
