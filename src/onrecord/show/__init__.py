"""Ledger → what people and programs look at: briefings, rows, exports."""
