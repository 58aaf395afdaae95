"""How dates and numbers are written, by language; read by Django (FORMAT_MODULE_PATH)."""
