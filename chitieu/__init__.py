"""Quota decisions, progress and pace (04 §4.1)."""
