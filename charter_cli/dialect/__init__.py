"""The schema language: a closed list of JSON Schema 2020-12 keywords, each compiled to a small function.

jsonschema is the reference: tests hold both equal. What is not on the list is refused when it is read, never skipped.
"""
