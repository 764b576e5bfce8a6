"""Decisions that change the structure, executed over units, employers and members, with undo (04 §4.1)."""
