"""The only place that changes mailboxes and mails; messages it asks the desk to change."""
