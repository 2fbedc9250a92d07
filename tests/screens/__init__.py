"""Screens, driven by keys as a user presses them."""
