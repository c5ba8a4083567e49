"""What callers are told: a line's own announcements, and the shipped ones to hear beside them."""

from __future__ import annotations

from importlib import resources

import msgspec
from litestar import Response, delete, get, put
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.channels.phone.contracts.prompts import Prompt, Sound
from madoguchi.channels.phone.operations import prompts as operations
from madoguchi.channels.phone.queries import lines
from madoguchi.channels.phone.queries import prompts as queries
from madoguchi.channels.phone.rules.prompts import NAMES, check_prompt, seconds_of
from madoguchi.people.rules.roles import owner_only
from madoguchi.web.files_out import SANDBOX
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId
from madoguchi.web.state import GivenDesk

FRAME_SECONDS = 0.02


class Clip(msgspec.Struct, frozen=True):
    """A part of a sound, in seconds."""

    begins_s: float
    lasts_s: float


class Shipped(msgspec.Struct, frozen=True):
    """Where each announcement stands in a language's sound."""

    clips: dict[str, Clip]


@get("/phone-prompts/{language:str}", tags=["Telephone"], summary="The shipped announcements")
async def show_shipped(by: By, language: FromPath[str]) -> Shipped:
    """Say where the announcements of a language stand in its sound."""
    check_prompt(language, NAMES[0])
    index = msgspec.json.decode(_shipped(f"{language}.json"), type=dict[str, tuple[int, int]])
    return Shipped(
        {
            name: Clip(round(start * FRAME_SECONDS, 2), round(length * FRAME_SECONDS, 2))
            for name, (start, length) in index.items()
        }
    )


@get(
    "/phone-prompts/{language:str}/sound",
    tags=["Telephone"],
    summary="The shipped announcements as sound",
    media_type="audio/ogg",
)
async def hear_shipped(by: By, language: FromPath[str]) -> Response[bytes]:
    """Send all announcements of a language one after the other, as Ogg."""
    check_prompt(language, NAMES[0])
    return _sound(_shipped(f"{language}.ogg"), "audio/ogg")


@get("/phone-lines/{line_id:int}/prompts", tags=["Telephone"], summary="A line's own announcements")
async def show_all(line_id: PathId, by: By, desk: GivenDesk) -> list[Prompt]:
    """List what a line says in its own voice."""
    return await desk.store.read(queries.prompts, line_id, by=by)


@get(
    "/phone-lines/{line_id:int}/prompts/{language:str}/{name:str}",
    tags=["Telephone"],
    summary="Hear a line's own announcement",
    media_type="audio/wav",
)
async def hear(
    line_id: PathId, language: FromPath[str], name: FromPath[str], by: By, desk: GivenDesk
) -> Response[bytes]:
    """Send an announcement as WAV; 404 where it is the shipped one."""
    blob = await desk.store.read(queries.blob_of, line_id, language, name, by=by)
    content = b"".join([part async for part in await desk.blobs.read(blob)])
    return _sound(content, "audio/wav")


@put(
    "/phone-lines/{line_id:int}/prompts/{language:str}/{name:str}",
    tags=["Telephone"],
    summary="Replace an announcement",
)
async def replace(
    line_id: PathId,
    language: FromPath[str],
    name: FromPath[str],
    data: JSONBody[Sound],
    by: By,
    desk: GivenDesk,
) -> Prompt:
    """Let a line say something in its own voice: WAV, mono, 16 bit, up to a minute. Owners only."""
    owner_only(by)
    check_prompt(language, name)
    await desk.store.read(lines.line, line_id, by=by)
    seconds = seconds_of(data.audio)
    blob = await desk.blobs.put(data.audio)
    return await desk.store.write(
        operations.replace_prompt, line_id, language, name, blob, seconds, by=by
    )


@delete(
    "/phone-lines/{line_id:int}/prompts/{language:str}/{name:str}",
    tags=["Telephone"],
    summary="Go back to the shipped announcement",
    status_code=HTTP_200_OK,
)
async def restore(
    line_id: PathId, language: FromPath[str], name: FromPath[str], by: By, desk: GivenDesk
) -> Prompt:
    """Let a line say what is shipped again. Owners only."""
    return await desk.store.write(operations.restore_prompt, line_id, language, name, by=by)


def _shipped(name: str) -> bytes:
    return (resources.files("madoguchi.channels.phone") / "prompts" / name).read_bytes()


def _sound(content: bytes, media_type: str) -> Response[bytes]:
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
