"""Telling a mail's new words from its history and signature. Pure text, no mail parsing."""

from madoguchi.channels.email.reply_text.markup import mark_history
from madoguchi.channels.email.reply_text.split import Split, split_reply

__all__ = ["Split", "mark_history", "split_reply"]
