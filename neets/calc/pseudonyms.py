"""Keyed pseudonyms: what stands for a person or for a part of her identity, one key for each purpose.

All keys follow from one secret, which the operator keeps outside the database. A pseudonym of one purpose does not
tell that of another, and without the secret nobody can try names out. HMAC with SHA-256 (RFC 2104).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# Hexadecimal digits of a pseudonym: 128 bits, so that a million people share none by chance.
LENGTH = 32
_NONCE = 12


class KeyPurpose(StrEnum):
    """What a key is for."""

    SENDER = "sender"  # a body's own key of a person, as the register knows it
    MATCHING = "matching"  # parts of an identity, compared between bodies
    ANALYSIS = "analysis"  # the young person in everything that is counted and shown
    SEALING = "sealing"  # what the vault keeps


class Unsealable(ValueError):
    """What is sealed does not open: another key sealed it, or it is not the row's own."""


def key_for(secret: str, purpose: KeyPurpose) -> bytes:
    """The key of one purpose, 32 bytes."""
    return hmac.new(secret.encode(), f"total place: {purpose}".encode(), hashlib.sha256).digest()


def pseudonym(key: bytes, *parts: str) -> str:
    """32 hexadecimal digits that stand for `parts`; which part ends where is told too.

    >>> one = pseudonym(b"k" * 32, "ab", "c")
    >>> len(one), one == pseudonym(b"k" * 32, "a", "bc")
    (32, False)
    """
    words = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()[:LENGTH]


def seal(key: bytes, whose: str, text: str) -> bytes:
    """`text` encrypted with AES-256-GCM, bound to the row `whose`."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), whose.encode())


def unseal(key: bytes, whose: str, sealed: bytes) -> str:
    """What was sealed for the row `whose`; Unsealable where it is another's or the key is.

    >>> unseal(b"k" * 32, "a", seal(b"k" * 32, "a", "words"))
    'words'
    """
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], whose.encode()).decode()
    except InvalidTag:
        raise Unsealable("This was sealed with another key, or for another person.") from None
