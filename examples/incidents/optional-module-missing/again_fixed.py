"""Packs the index of a photo collection as small as the machine can."""

import importlib
from types import ModuleType

INDEX = b"".join(b"IMG_%04d.jpg;beach;2019\n" % number for number in range(200))
CODECS = ["squeezelib_simd", "lzma"]


def import_first(*names: str) -> ModuleType:
    """Import and return the first of the named modules that is installed.

    Only the absence of that very module (or of a package above it) makes the next name's turn; a module
    that is there but misses something of its own still raises. List the standard library's choice last.
    """
    for name in names:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            missing = error.name or ""
            if name != missing and not name.startswith(f"{missing}."):
                raise
    raise ModuleNotFoundError(f"none of these modules is installed: {', '.join(names)}")


class Packer:
    """Compresses with the best codec of the list."""

    def __init__(self, codecs: list[str]) -> None:
        self.codec = import_first(*codecs)

    def ratio(self, data: bytes) -> float:
        """Return packed size over plain size."""
        packed = self.codec.compress(data)
        if self.codec.decompress(packed) != data:
            raise ValueError("codec lost data")
        return len(packed) / len(data)


def main() -> None:
    """Print whether packing pays."""
    packer = Packer(CODECS)
    print(packer.codec.__name__, "pays" if packer.ratio(INDEX) < 0.5 else "does not pay")


if __name__ == "__main__":
    main()
