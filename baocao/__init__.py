"""Rounds, report workbook, dashboards, the import page, and every management command (04 §4.1)."""
