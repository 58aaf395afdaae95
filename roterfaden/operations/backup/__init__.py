"""Backups: one sealed file per backup, the data keys apart from them, restore with full comparison (decision 0046)."""
