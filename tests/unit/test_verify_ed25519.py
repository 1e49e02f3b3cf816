"""Ed25519 as RFC 8032 has it: its vectors, what a strict verifier refuses, agreement with another one."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

formula = load("work/verify_ed25519")
verify = formula.make_verifier()
VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "golden" / "ed25519.jsonl").read_text().splitlines()
]
SEEDS = st.binary(min_size=32, max_size=32)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_vectors(vector: dict[str, str]) -> None:
    key, message, signature = (bytes.fromhex(vector[name]) for name in ("key", "message", "signature"))
    assert verify(key, message, signature) is vector["holds"]


@given(SEEDS, st.binary(max_size=300), st.integers(0, 511))
def test_as_others_sign(seed: bytes, message: bytes, bit: int) -> None:
    """Every signature of another implementation holds, and none with one bit changed."""
    signer = Ed25519PrivateKey.from_private_bytes(seed)
    key = signer.public_key().public_bytes_raw()
    signature = signer.sign(message)
    assert verify(key, message, signature)
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert not verify(key, message, bytes(changed))
    assert not verify(key, message + b"\0", signature)


@given(SEEDS)
def test_what_is_encoded_is_decoded(seed: bytes) -> None:
    """And whatever is decoded has this one encoding."""
    point = formula.decode(seed)
    assert point is None or formula.encode(point) == seed


def test_keys_are_forgotten_the_oldest_first() -> None:
    """More keys than tables are kept: the first is made again, and says the same."""
    signers = [
        Ed25519PrivateKey.from_private_bytes(bytes([number] * 32)) for number in range(formula.KEYS_KEPT + 1)
    ]
    for signer in [*signers, signers[0]]:
        assert verify(signer.public_key().public_bytes_raw(), b"m", signer.sign(b"m"))
