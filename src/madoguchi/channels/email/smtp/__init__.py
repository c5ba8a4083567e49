"""Speaking SMTP: sending what staff wrote, and the port at which servers may deliver to us."""
