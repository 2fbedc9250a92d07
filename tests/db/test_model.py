"""The model itself: the algebra holds before the store is held to it."""

from __future__ import annotations

from .sync_model import LIFE, Gone, Op, Replica, TestSync

__all__ = ["TestSync"]


def test_what_waits_is_erased_too() -> None:
    """By an order that is told, before anything of it had its turn."""
    one, other = (Replica(name, lambda: 0) for name in "AB")  # type: ignore[no-untyped-call]  # the model is kept as it is
    one.commit([Op("r", LIFE, "set", "alive", frozenset())])  # type: ignore[no-untyped-call]
    late = one.commit([Op("r", "f", "set", 1, frozenset())])  # type: ignore[no-untyped-call]
    other.receive([late])  # type: ignore[no-untyped-call]
    assert other.parked
    other.receive([], orders={(("r",), ())})  # type: ignore[no-untyped-call]
    assert all(isinstance(op.val, Gone) for tx in other.parked.values() for op in tx.ops)
    other.receive(one.export()[0])  # type: ignore[no-untyped-call]
    assert other.vv == one.vv
    assert not other.visible()  # type: ignore[no-untyped-call]
