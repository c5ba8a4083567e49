"""Pure decisions about time: what a calendar's hours are, when a clock falls due, and why."""
