"""The journal under every write: captured by triggers, sealed in the commit, chained and signed (docs/sync.md)."""
