"""Pure decisions of this room: signatures, and what a connection must be told."""
