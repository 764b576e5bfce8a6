"""Members, the append-only ledger of movements, its counters, and the figures read from them (04 §4.1)."""
