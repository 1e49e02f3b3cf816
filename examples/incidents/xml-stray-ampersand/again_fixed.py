"""Prints what a radio station plays tonight."""

import re
import xml.etree.ElementTree as ElementTree

SHOWS = [("20:00", "News"), ("20:30", "Drum & Bass Hour"), ("22:00", "Night Talk")]


def parse_loose_xml(text: str) -> ElementTree.Element:
    """Parse XML that was glued together without escaping.

    Ampersands that begin no entity are escaped and control characters that XML 1.0 forbids are dropped;
    real structural errors still raise ElementTree.ParseError.
    """
    allowed = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    bare_ampersand = re.compile(r"&(?!(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)")
    return ElementTree.fromstring(bare_ampersand.sub("&amp;", allowed))


def programme(shows: list[tuple[str, str]]) -> str:
    """Build the export as the station's scheduler does."""
    rows = "".join(f"<show><at>{at}</at><name>{name}</name></show>" for at, name in shows)
    return f"<evening>{rows}</evening>"


def playing_at(document: str, time: str) -> str:
    """Return the show that runs at the given time."""
    evening = parse_loose_xml(document)
    begun = [show for show in evening if show.findtext("at", "") <= time]
    return begun[-1].findtext("name", "silence")


def main() -> None:
    """Ask what runs at nine."""
    print("21:00", playing_at(programme(SHOWS), "21:00"))


if __name__ == "__main__":
    main()
