"""Reading a mail: raw bytes to a frozen `ParsedMail`. Pure; no database, no network."""

from madoguchi.channels.email.parse.mail import parse_mail

__all__ = ["parse_mail"]
