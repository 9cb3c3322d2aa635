"""One canonical form of data, so that equal data has equal digests whatever its layout."""

import hashlib
import json

_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def of_bytes(content: bytes) -> str:
    """Return the SHA-256 of the bytes of a file."""
    return hashlib.sha256(content).hexdigest()


def digest(data: object) -> str:
    """Return `sha256:` and the SHA-256 of data as JSON with sorted keys, no spaces, in UTF-8."""
    return "sha256:" + hashlib.sha256(_canonical(data).encode()).hexdigest()
