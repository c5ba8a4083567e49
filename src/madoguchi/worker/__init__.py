"""The loops that run beside the web: outbox, snoozes, clean-up."""
