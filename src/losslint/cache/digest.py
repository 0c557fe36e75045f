"""The digest that names entries and tells contents apart. Floor 5."""

from __future__ import annotations


def digested(data: bytes) -> str:
    from hashlib import blake2b  # with it Python loads OpenSSL: not where nothing is hashed

    return blake2b(data, digest_size=16).hexdigest()
