"""17TRACK: what moved, posted as `TRACKING_UPDATED`."""
