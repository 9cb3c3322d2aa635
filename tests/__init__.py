"""The tests; `python -m tests` runs them with all other checks."""
