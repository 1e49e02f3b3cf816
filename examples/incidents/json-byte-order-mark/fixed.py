"""Counts customers per city in an export of the customer database."""

import codecs
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

EXPORT = '[{"id": 1, "city": "Gdańsk"}, {"id": 2, "city": "Łódź"}, {"id": 3, "city": "Gdańsk"}]'


def read_json(path: Path) -> Any:
    """Read a JSON file saved by any editor: UTF-8, UTF-16 or UTF-32 with or without a byte-order mark.

    The mark decides the encoding; without one the file is taken as UTF-8.
    """
    raw = path.read_bytes()
    marks = (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    )
    encoding = next((name for mark, name in marks if raw.startswith(mark)), "utf-8")
    return json.loads(raw.decode(encoding))


def customers_per_city(path: Path) -> Counter[str]:
    """Count the customers of each city."""
    records = read_json(path)
    return Counter(record["city"] for record in records)


def main() -> None:
    """Write the export as a Windows editor does and count it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "customers.json")
        path.write_text(EXPORT, encoding="utf-8-sig")
        for city, count in sorted(customers_per_city(path).items()):
            print(ascii(city), count)


if __name__ == "__main__":
    main()
