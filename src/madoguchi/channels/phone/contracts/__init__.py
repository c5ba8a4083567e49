"""What leaves this room: telephone lines, calls, and what was recorded of them."""
