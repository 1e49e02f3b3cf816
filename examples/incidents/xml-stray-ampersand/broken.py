"""Prints the dearest product of a supplier's feed."""

from xml.etree import ElementTree

FEED = """<feed>
  <product price="4.20"><title>Salt &amp; vinegar crisps</title></product>
  <product price="9.90"><title>Pen & paper set</title></product>
</feed>"""


def dearest(feed: str) -> str:
    """Return the title with the highest price."""
    root = ElementTree.fromstring(feed)
    product = max(root.iter("product"), key=lambda item: float(item.get("price", "0")))
    return product.findtext("title", default="?")


def main() -> None:
    """Print the title."""
    print("dearest:", dearest(FEED))


if __name__ == "__main__":
    main()
