"""Reading mails in a process of its own, which may be ended when a mail takes too much of it."""
