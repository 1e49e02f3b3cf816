"""Counts customers per city in an export of the customer database."""

import json
import tempfile
from collections import Counter
from pathlib import Path

EXPORT = '[{"id": 1, "city": "Gdańsk"}, {"id": 2, "city": "Łódź"}, {"id": 3, "city": "Gdańsk"}]'


def customers_per_city(path: Path) -> Counter[str]:
    """Count the customers of each city."""
    with path.open(encoding="utf-8") as source:
        records = json.load(source)
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
