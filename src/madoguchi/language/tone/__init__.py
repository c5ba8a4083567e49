"""What an agent had better not write, and what to write instead."""

from madoguchi.language.tone.review import Remark, review_tone
from madoguchi.language.tone.rules import Channel, Rule, Severity, Topic, read_rules, standard_rules

__all__ = [
    "Channel",
    "Remark",
    "Rule",
    "Severity",
    "Topic",
    "read_rules",
    "review_tone",
    "standard_rules",
]
