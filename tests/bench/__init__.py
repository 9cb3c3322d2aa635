"""Benchmarks, run by hand; `generate` also feeds a test."""
