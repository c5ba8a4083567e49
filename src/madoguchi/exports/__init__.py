"""Everything the desk knows, handed out in a form that other programs read."""
