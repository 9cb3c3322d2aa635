"""The nouns: frozen dataclasses and enumerations, and nothing that reads, judges or prints."""
