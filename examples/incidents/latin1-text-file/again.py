"""Finds the next departure in the timetable of a bus stop's display."""

FRAME = b"0612|Pr\xe4sidentenplatz\n0640|Hafen\n0655|Universit\xe4tsklinik\n"


def departures(frame: bytes) -> dict[str, str]:
    """Map departure times to destinations."""
    lines = str(frame, "utf-8").splitlines()
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
