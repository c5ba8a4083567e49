"""The only place that changes connections and notices, one thing to a file."""
