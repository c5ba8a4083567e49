"""A running desk, and sockets that speak to it as the widget and the desk do."""

from tests.web.conftest import anna, anywhere, empty, join, server

__all__ = ["anna", "anywhere", "empty", "join", "server"]
