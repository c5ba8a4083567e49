"""What one attempt of a trial has shown, in the reader's words."""

from __future__ import annotations

import time
from typing import NamedTuple

from madoguchi.channels.email.contracts.mailboxes import Attempt, Server, Step, TrialStep
from madoguchi.channels.email.troubles import name_trouble
from madoguchi.language.catalogue import text


class Teller(NamedTuple):
    """Tells of one side of a mailbox, in one language."""

    side: Step
    server: Server
    locale: str

    def well(
        self, step: Attempt, words: str = "", detail: str = "", **given: str | int
    ) -> TrialStep:
        """Say that an attempt succeeded; `words` names the text where it is not the attempt's."""
        said = text(f"mailbox.trial.{words or step}", self.locale, host=self.server.host, **given)
        return TrialStep(self.side, step, True, said, detail[:300])

    def failed(self, step: Attempt, error: BaseException) -> TrialStep:
        """Say what went wrong, by the error that it ended with."""
        trouble = name_trouble(error, self.server, self.side)
        said = text(trouble.key, self.locale, **trouble.params)
        return TrialStep(self.side, step, False, said, trouble.detail)

    def wrong(self, step: Attempt, words: str, detail: str = "", **given: str | int) -> TrialStep:
        """Say what went wrong where no error was raised."""
        said = text(f"mailbox.trouble.{words}", self.locale, **given)
        return TrialStep(self.side, step, False, said, detail[:300])


class Stopwatch:
    """How long something took."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    @property
    def milliseconds(self) -> int:
        """Return the time since it was made."""
        return round((time.monotonic() - self._begun) * 1000)
