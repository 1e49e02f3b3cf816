"""Writes a manifest with a checksum for the members of an old archive."""

import hashlib
import io
import tarfile


def old_archive() -> bytes:
    """Return an archive as a machine with Latin-1 file names made it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT, encoding="latin-1") as archive:
        for name in ("readme.txt", "photos/café.jpg"):
            archive.addfile(tarfile.TarInfo(name))
    return buffer.getvalue()


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


def manifest(data: bytes) -> bytes:
    """Return one line per member."""
    with tarfile.open(fileobj=io.BytesIO(data), encoding="utf-8") as archive:
        names = archive.getnames()
    return "\n".join(storable_text(name) for name in names).encode("utf-8")


def main() -> None:
    """Print the manifest's checksum."""
    text = manifest(old_archive())
    print(text.count(b"\n") + 1, "members", hashlib.sha256(text).hexdigest()[:12])


if __name__ == "__main__":
    main()
