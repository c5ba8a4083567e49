"""Pure decisions about webhooks: which event is for which, what is sent, and where it may go."""
