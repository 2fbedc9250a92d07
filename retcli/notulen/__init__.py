"""The minutes: one structure from the meeting's data (`inhoud`), and renderers beside it."""
