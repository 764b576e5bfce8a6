"""Employers, their workers by source and day, links to CĐCS and managing units, coverage (04 §4.1)."""
