"""Conversations, messages, drafts, tags, canned replies, satisfaction."""
