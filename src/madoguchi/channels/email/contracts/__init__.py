"""What leaves the e-mail room: mails as they are read; mailboxes and mails kept are beside it."""

from madoguchi.channels.email.contracts.parsed import (
    Address,
    Attachment,
    Authentication,
    Automatic,
    Bounce,
    BouncedRecipient,
    Fragment,
    FragmentKind,
    Ours,
    ParsedMail,
    Verdict,
)

__all__ = [
    "Address",
    "Attachment",
    "Authentication",
    "Automatic",
    "Bounce",
    "BouncedRecipient",
    "Fragment",
    "FragmentKind",
    "Ours",
    "ParsedMail",
    "Verdict",
]
