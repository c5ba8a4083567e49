"""The only place that changes the vault; every change records its event, never with a number."""
