"""HTTP: handlers by noun, who is asking, problems as answers, the screens. Decides nothing."""
