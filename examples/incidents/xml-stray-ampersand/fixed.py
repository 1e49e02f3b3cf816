"""Prints the dearest product of a supplier's feed."""

import re
from xml.etree import ElementTree

FEED = """<feed>
  <product price="4.20"><title>Salt &amp; vinegar crisps</title></product>
  <product price="9.90"><title>Pen & paper set</title></product>
</feed>"""


def parse_loose_xml(text: str) -> ElementTree.Element:
    """Parse XML that was glued together without escaping.

    Ampersands that begin no entity are escaped and control characters that XML 1.0 forbids are dropped;
    real structural errors still raise ElementTree.ParseError.
    """
    allowed = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    bare_ampersand = re.compile(r"&(?!(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)")
    return ElementTree.fromstring(bare_ampersand.sub("&amp;", allowed))


def dearest(feed: str) -> str:
    """Return the title with the highest price."""
    root = parse_loose_xml(feed)
    product = max(root.iter("product"), key=lambda item: float(item.get("price", "0")))
    return product.findtext("title", default="?")


def main() -> None:
    """Print the title."""
    print("dearest:", dearest(FEED))


if __name__ == "__main__":
    main()
