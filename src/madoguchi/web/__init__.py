"""HTTP: handlers by noun, sessions, guards, the built screens."""
