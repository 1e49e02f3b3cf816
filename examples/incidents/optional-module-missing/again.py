"""Packs the index of a photo collection as small as the machine can."""

import importlib

INDEX = b"".join(b"IMG_%04d.jpg;beach;2019\n" % number for number in range(200))
CODECS = ["squeezelib_simd", "lzma"]


class Packer:
    """Compresses with the best codec of the list."""

    def __init__(self, codecs: list[str]) -> None:
        self.codec = importlib.import_module(codecs[0])

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
