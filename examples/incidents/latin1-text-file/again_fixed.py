"""Finds the next departure in the timetable of a bus stop's display."""

from collections.abc import Sequence

FRAME = b"0612|Pr\xe4sidentenplatz\n0640|Hafen\n0655|Universit\xe4tsklinik\n"


def decode_text(raw: bytes, fallbacks: Sequence[str] = ("cp1252", "latin-1")) -> tuple[str, str]:
    """Decode bytes of unknown origin and return (text, encoding used).

    Valid UTF-8 is almost never anything else, so it is tried first; then each fallback in order.
    The last fallback's UnicodeDecodeError is raised when none fits (latin-1 always fits).
    """
    candidates = ("utf-8-sig", *fallbacks)
    for encoding in candidates[:-1]:
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return raw.decode(candidates[-1]), candidates[-1]


def departures(frame: bytes) -> dict[str, str]:
    """Map departure times to destinations."""
    text, encoding = decode_text(frame)
    print("display speaks", encoding)
    lines = text.splitlines()
    return dict(line.split("|", 1) for line in lines)


def next_departure(frame: bytes, now: str) -> tuple[str, str]:
    """Return the first departure at or after now, times as HHMM."""
    table = departures(frame)
    when = min(time for time in table if time >= now)
    return when, table[when]


def main() -> None:
    """Ask for the bus after a quarter past six."""
    when, destination = next_departure(FRAME, "0615")
    print(when, ascii(destination))


if __name__ == "__main__":
    main()
