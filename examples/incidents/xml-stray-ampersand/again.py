"""Prints what a radio station plays tonight."""

import xml.etree.ElementTree as ElementTree

SHOWS = [("20:00", "News"), ("20:30", "Drum & Bass Hour"), ("22:00", "Night Talk")]


def programme(shows: list[tuple[str, str]]) -> str:
    """Build the export as the station's scheduler does."""
    rows = "".join(f"<show><at>{at}</at><name>{name}</name></show>" for at, name in shows)
    return f"<evening>{rows}</evening>"


def playing_at(document: str, time: str) -> str:
    """Return the show that runs at the given time."""
    evening = ElementTree.fromstring(document)
    begun = [show for show in evening if show.findtext("at", "") <= time]
    return begun[-1].findtext("name", "silence")


def main() -> None:
    """Ask what runs at nine."""
    print("21:00", playing_at(programme(SHOWS), "21:00"))


if __name__ == "__main__":
    main()
