"""EasyPost: what moved, posted as `tracker.created` and `tracker.updated`."""
