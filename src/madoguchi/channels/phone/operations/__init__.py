"""The only place that changes lines, calls and recordings."""
