"""Promises in an agent's text: found by a small grammar per language, resolved on a calendar."""

from madoguchi.language.promises.find import Kind, Promise, find_promises
from madoguchi.language.promises.working_days import Weekdays, WorkingDays

__all__ = ["Kind", "Promise", "Weekdays", "WorkingDays", "find_promises"]
