"""Pure decisions: who waits where in the queue, who is given whom, and why."""
