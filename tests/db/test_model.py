"""The model itself: the algebra holds before the store is held to it."""

from __future__ import annotations

from .sync_model import TestSync

__all__ = ["TestSync"]
