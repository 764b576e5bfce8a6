"""Accounts, sign-in, the log of acts and its one door, drafts, saved views, attachments (04 §4.1)."""
