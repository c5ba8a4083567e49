"""A running desk, and sockets that speak to it as the widget and the desk do."""

from tests.web.conftest import anna, empty, join, server

__all__ = ["anna", "empty", "join", "server"]
