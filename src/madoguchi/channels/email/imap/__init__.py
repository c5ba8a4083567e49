"""Reading mailboxes over IMAP: one connection and one thread for each folder that is watched."""
