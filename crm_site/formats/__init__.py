"""How dates and numbers are written: 2026-11-22, 10:05 and 1,286,400.00 in every language."""
