"""Spreadsheets: reading uploads safely (`reader`), writing (`writer`), import templates (`template`)."""
