"""Expected refusals: each carries its HTTP status and the key of a text that a person can act on.

The texts live in `madoguchi.language.texts`, one per locale; nothing here knows a language.
"""

from __future__ import annotations


class Refusal(Exception):
    """A request that was understood and turned down; nothing was changed.

    `key` names the text (`conversation.not_found`), `params` fill it, `field` names the input at
    fault where there is one.
    """

    status = 400

    def __init__(self, key: str, *, field: str | None = None, **params: str | int | float) -> None:
        super().__init__(key, params)
        self.key = key
        self.field = field
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.key}({shown})"


class Invalid(Refusal):
    """The input itself is wrong: say which field and what form is accepted."""

    status = 422


class Unauthenticated(Refusal):
    """Nobody is signed in, or the session has ended."""

    status = 401


class Forbidden(Refusal):
    """Somebody is signed in, but may not do this."""

    status = 403


class NotFound(Refusal):
    """There is no such thing, or the viewer may not know that there is."""

    status = 404


class Conflict(Refusal):
    """The thing has changed meanwhile, or exists already."""

    status = 409


class TooLarge(Refusal):
    """More than we take at once."""

    status = 413


class Unsupported(Refusal):
    """A kind of content that we do not take."""

    status = 415


class TooMany(Refusal):
    """Too often; `retry_after` in `params` gives whole seconds."""

    status = 429


class Unavailable(Refusal):
    """We cannot now, through no fault of the caller; trying again is right."""

    status = 503


class StorageFull(Refusal):
    """The disk is full: nothing was stored."""

    status = 507
