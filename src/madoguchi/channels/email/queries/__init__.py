"""Reads of mailboxes and mails."""
