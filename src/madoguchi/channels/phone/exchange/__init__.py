"""The telephone's own process: it carries calls by the flow's word. Never imported by the desk."""
