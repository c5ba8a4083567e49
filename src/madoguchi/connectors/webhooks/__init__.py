"""Webhooks: what happens at the desk, posted to programs of the owner's choice."""
