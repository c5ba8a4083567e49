"""Pure decisions about mailboxes and mails: no database, no network."""
