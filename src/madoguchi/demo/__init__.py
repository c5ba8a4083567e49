"""The sample company: its shops, its staff, what its customers wrote, and who they are live."""
