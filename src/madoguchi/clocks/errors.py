"""Refusals of this room: each names what is wrong and says what to do, in five languages."""

from __future__ import annotations

from madoguchi.clocks.catalogue import Language, sentence, sentences


class ClocksRefusal(ValueError):
    """What this room cannot accept or do.

    `key` names the sentence in the catalogue (below `error.`), `params` fill it; weekdays are
    given as `mon` to `sun` and shown by name.
    """

    def __init__(self, key: str, **params: str | int | float) -> None:
        self.key = key
        self.params = params
        super().__init__(key, params)

    def __str__(self) -> str:
        """The sentence in English, for logs and the command line."""
        return self.message("en")

    def message(self, language: Language) -> str:
        """The sentence in one of the five languages."""
        shown = {
            name: sentences(language).get(f"weekday.{value}", value)
            for name, value in self.params.items()
        }
        return sentence(f"error.{self.key}", language, **shown)


class CalendarError(ClocksRefusal):
    """A calendar, or a question to one, that cannot be accepted."""


class ClockError(ClocksRefusal):
    """A step that a clock cannot take from where it stands."""


class StandardError(ClocksRefusal):
    """A standard that cannot be kept or does not make sense."""
