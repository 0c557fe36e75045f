"""The digest that marks findings, names entries of the cache and tells contents apart. Floor 0."""

from __future__ import annotations


def digested(data: bytes) -> str:
    """32 hexadecimal digits."""
    try:  # CPython's own: `hashlib` loads OpenSSL as well, which takes longer than all digests of a run
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b
    return blake2b(data, digest_size=16).hexdigest()
