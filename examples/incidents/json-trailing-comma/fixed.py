"""Prints the shops that deliver, from the settings that the shop owners keep by hand."""

import json
import re
from typing import Any

SETTINGS = """
{
    "currency": "EUR",
    "slogan": "fresh, local,",
    "shops": [
        {"name": "Harbour", "delivers": true},
        {"name": "Old Town", "delivers": false}
    ],
}
"""


def loads_tolerant(text: str) -> Any:
    """Parse JSON that a person edited by hand: a byte-order mark and trailing commas are forgiven.

    Commas inside string literals stay untouched; every other departure from JSON still raises
    json.JSONDecodeError with its position.
    """
    string_or_comma = re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])')

    def keep_strings(found: re.Match[str]) -> str:
        token = found.group()
        return " " if token == "," else token

    return json.loads(string_or_comma.sub(keep_strings, text.removeprefix("\ufeff")))


def delivering(text: str) -> list[str]:
    """Name the shops that deliver."""
    settings = loads_tolerant(text)
    return [shop["name"] for shop in settings["shops"] if shop["delivers"]]


def main() -> None:
    """Print one line per delivering shop."""
    for name in delivering(SETTINGS):
        print(f"{name} delivers")


if __name__ == "__main__":
    main()
