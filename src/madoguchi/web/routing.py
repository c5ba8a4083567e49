"""How customers are given to people, and what supervisors do in the midst of a conversation."""

from __future__ import annotations

from litestar import Response, get, patch, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.desk import operations as desk_operations
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.routing import operations, queries
from madoguchi.desk.routing.contracts import RoutingChanges, RoutingSettings
from madoguchi.desk.supervision import operations as supervision
from madoguchi.desk.supervision.contracts import Whisper, Whispering
from madoguchi.desk.supervision.queries import whispers
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once_for
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


@get("/routing", tags=["Routing"], summary="How customers are given to people")
async def show(by: By, desk: GivenDesk) -> RoutingSettings:
    """Show the times, weights and skills, and each shop's way."""

    def read(view: View, *, by: Actor) -> RoutingSettings:
        return queries.settings(view)

    return await desk.store.read(read, by=by)


@patch("/routing", tags=["Routing"], summary="Change how customers are given to people")
async def change(data: JSONBody[RoutingChanges], by: By, desk: GivenDesk) -> RoutingSettings:
    """Change what is given; `shops` adds to the rest. Owners only."""
    return await desk.store.write(operations.change_routing, data, by=by)


@post(
    "/conversations/{conversation_id:int}/requeue",
    tags=["Conversations"],
    summary="Back into the queue",
    status_code=HTTP_200_OK,
)
async def requeue(request: Asked, conversation_id: PathId, by: By) -> Response[Conversation]:
    """Take a conversation off whoever has it: somebody else is to answer."""
    return await once_for(request, conversation_id, desk_operations.requeue, conversation_id, by=by)


@post(
    "/conversations/{conversation_id:int}/take-over",
    tags=["Conversations"],
    summary="Take over",
    status_code=HTTP_200_OK,
)
async def take_over(request: Asked, conversation_id: PathId, by: By) -> Response[Conversation]:
    """Make it one's own, whoever has it; supervisors and owners."""
    return await once_for(request, conversation_id, supervision.take_over, conversation_id, by=by)


@get(
    "/conversations/{conversation_id:int}/whispers",
    tags=["Conversations"],
    summary="Whispers to be heeded",
)
async def show_whispers(conversation_id: PathId, by: By, desk: GivenDesk) -> list[Whisper]:
    """List what supervisors have whispered and nobody has done yet."""
    return await desk.store.read(whispers, conversation_id, by=by)


@post(
    "/conversations/{conversation_id:int}/whispers",
    tags=["Conversations"],
    summary="Whisper to whoever answers",
)
async def whisper(
    request: Asked, conversation_id: PathId, data: JSONBody[Whispering], by: By
) -> Response[Whisper]:
    """Leave a note that stays before the agent's eyes; supervisors and owners."""
    return await once_for(
        request, conversation_id, supervision.whisper, conversation_id, data, by=by
    )


@post(
    "/whispers/{whisper_id:int}/done",
    tags=["Conversations"],
    summary="A whisper is done",
    status_code=HTTP_200_OK,
)
async def heed(request: Asked, whisper_id: PathId, by: By) -> Response[Whisper]:
    """Take a whisper from before everybody's eyes."""
    return await once_for(request, whisper_id, supervision.heed, whisper_id, by=by)
