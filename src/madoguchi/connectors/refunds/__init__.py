"""Money given back from the desk: asked for here, given by the shop's platform, told by it."""
