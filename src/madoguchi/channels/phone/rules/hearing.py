"""Who may hear a recording, and who may take it along."""

from __future__ import annotations

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.kernel.errors import Forbidden, NotFound
from madoguchi.people.contracts import Actor


def check_hearing(call: Call, recording_id: int, *, by: Actor, download: bool = False) -> None:
    """Refuse a recording to whom it is not for, in whose sight its call is.

    Voicemail is for everybody, for it was left to be heard; a talk is for supervisors, and for
    whoever spoke. A file that leaves the house is for supervisors alone. Raises `Forbidden`, and
    `NotFound` for one that is deleted.
    """
    recording = next((each for each in call.recordings if each.id == recording_id), None)
    if recording is None:
        raise NotFound("phone.recording_not_found")
    if by.at_least("supervisor"):
        return
    if download:
        raise Forbidden("phone.download_forbidden")
    own = by.person_id is not None and by.person_id == call.person_id
    if recording.kind == "talk" and not own:
        raise Forbidden("phone.recording_forbidden")
