"""Prints the shops that deliver, from the settings that the shop owners keep by hand."""

import json

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


def delivering(text: str) -> list[str]:
    """Name the shops that deliver."""
    settings = json.loads(text)
    return [shop["name"] for shop in settings["shops"] if shop["delivers"]]


def main() -> None:
    """Print one line per delivering shop."""
    for name in delivering(SETTINGS):
        print(f"{name} delivers")


if __name__ == "__main__":
    main()
