"""Puts the messages of a conversation, from mail and from a chat's interface, in order."""

from datetime import datetime
from email import message_from_string

MAIL = "From: mo@example.org\nDate: Tue, 05 Mar 2024 11:20:00 +0100\nSubject: Lunch?\n\nAt noon?"
CHAT = [{"who": "kim", "time": "2024-03-05T10:25:00+00:00"}, {"who": "lee", "time": "1709633700"}]


def when(stamp: str) -> datetime:
    """Return the moment a message was sent."""
    return datetime.fromisoformat(stamp)


def conversation() -> list[str]:
    """Return the senders in order of time."""
    mail = message_from_string(MAIL)
    sent = [(when(mail["Date"]), mail["From"])]
    sent += [(when(entry["time"]), entry["who"]) for entry in CHAT]
    return [sender for _, sender in sorted(sent)]


if __name__ == "__main__":
    print(" -> ".join(conversation()))
