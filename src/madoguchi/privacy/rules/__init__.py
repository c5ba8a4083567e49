"""Pure decisions about what must be kept."""
