"""Pure decisions about telephone lines and calls."""
