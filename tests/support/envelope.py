"""Signs messages for `agora_work.submit()`, as a sender outside of the database does."""

import json
import os
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import Connection

SUBMIT = "SELECT agora_work.submit(%s, %s, %s)"


class Sender:
    """A principal with a key of its own, which the database trusts."""

    def __init__(self, admin: Connection[Any], name: str) -> None:
        self.name = name
        self.key = Ed25519PrivateKey.generate()
        admin.execute(
            "SELECT agora_work.add_trust_key(%s, agora.register_principal(%s), %s)",
            [name, name, self.key.public_key().public_bytes_raw()],
        )

    def message(self, action: str, seq: int, content: dict[str, Any], **other: Any) -> list[bytes | str]:
        """The arguments of `SUBMIT`, for a message that is issued now."""
        told = {
            "id": f"{self.name}-{seq}",
            "sender": self.name,
            "action": action,
            "seq": seq,
            "conversation": "main",
            "nonce": os.urandom(16).hex(),
            "issued_at": datetime.now(UTC).isoformat(),
            "ttl_s": 300,
            "content": content,
        }
        envelope = json.dumps(told | other).encode()
        return [envelope, self.key.sign(envelope), self.name]
