"""Delivery reports: which mails are some, which address failed, how hard, and why. Pure."""

from madoguchi.channels.email.bounces.read import read_bounce

__all__ = ["read_bounce"]
