"""Collects the labels that a badge printer logged, ready to be sent as UTF-8."""

LOG = [b"printed Ana Lopez", b"jammed", b"printed Ren\xe9e Dubois", b"printed Li Wei"]


def storable_text(text: str, legacy: str = "cp1252") -> str:
    """Turn text with surrogate escapes into text that UTF-8 can carry.

    Readers that decode with errors="surrogateescape" (file names, archive members, arguments) keep unknown
    bytes as lone surrogates. Those bytes are decoded again: as UTF-8 if they are, else as the legacy
    encoding says.
    """
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(legacy, "replace")


def labels(log: list[bytes]) -> list[str]:
    """Return what was printed; bytes the log's encoding does not know are kept as surrogates."""
    lines = [entry.decode("utf-8", errors="surrogateescape") for entry in log]
    return [line.removeprefix("printed ") for line in lines if line.startswith("printed ")]


def packet(names: list[str]) -> bytes:
    """Build the packet: a count, then every label with its length."""
    parts = [len(names).to_bytes(2, "big")]
    for name in names:
        body = storable_text(name).encode("utf-8")
        parts.append(len(body).to_bytes(2, "big") + body)
    return b"".join(parts)


def main() -> None:
    """Print the packet's size."""
    print("packet of", len(packet(labels(LOG))), "bytes")


if __name__ == "__main__":
    main()
