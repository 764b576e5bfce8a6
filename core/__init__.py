"""Toolbox without tables and without a domain noun (04 §4.1)."""
