"""Puts the messages of a conversation, from mail and from a chat's interface, in order."""

import re
from datetime import datetime, timezone
from email import message_from_string
from email.utils import parsedate_to_datetime

MAIL = "From: mo@example.org\nDate: Tue, 05 Mar 2024 11:20:00 +0100\nSubject: Lunch?\n\nAt noon?"
CHAT = [{"who": "kim", "time": "2024-03-05T10:25:00+00:00"}, {"who": "lee", "time": "1709633700"}]


def parse_timestamp(text: str) -> datetime:
    """Parse a timestamp in the forms that logs, mails and APIs use and return it in UTC.

    Understands ISO 8601 (also with slashes or a trailing Z or UTC), RFC 2822 dates and epoch seconds or
    milliseconds. A time without a zone counts as UTC; anything else raises ValueError.
    """
    cleaned = text.strip().removesuffix("UTC").rstrip().replace("/", "-")
    if re.fullmatch(r"\d{10}(?:\.\d+)?|\d{13}", cleaned):
        seconds = float(cleaned) / (1000 if len(cleaned) == 13 and "." not in cleaned else 1)
        return datetime.fromtimestamp(seconds, timezone.utc)
    try:
        moment = datetime.fromisoformat(cleaned)
    except ValueError:
        moment = parsedate_to_datetime(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=timezone.utc)
    return moment.astimezone(timezone.utc)


def when(stamp: str) -> datetime:
    """Return the moment a message was sent."""
    return parse_timestamp(stamp)


def conversation() -> list[str]:
    """Return the senders in order of time."""
    mail = message_from_string(MAIL)
    sent = [(when(mail["Date"]), mail["From"])]
    sent += [(when(entry["time"]), entry["who"]) for entry in CHAT]
    return [sender for _, sender in sorted(sent)]


if __name__ == "__main__":
    print(" -> ".join(conversation()))
