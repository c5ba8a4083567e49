"""The telephone: calls from a carrier's trunk, answered in the browser."""
