"""Trying a mailbox: each thing that must work, done for real, with a sentence about it."""

from madoguchi.channels.email.trying.trial import trial_steps, try_mailbox

__all__ = ["trial_steps", "try_mailbox"]
