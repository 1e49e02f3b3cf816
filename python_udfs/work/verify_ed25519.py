"""Ed25519 (RFC 8032, 5.1): is this the signature of these bytes by the holder of this key?

Strict: s below the order of the base point, key and R in their one canonical encoding and neither of small order, and
the equation without the cofactor. What is taken here every strict verifier takes, and no signature has a second form.
There is no signing, so nothing is secret and no time needs to be constant.

Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z; as entries of a table (Y - X, Y + X, 2dT, 2Z). A scalar is cut
into eight rows of 32 bits: column by column its eight bits pick one of 256 sums that are made once per point, so that
both products of the equation share 32 doublings (the comb of Lim and Lee).
"""

from collections import OrderedDict
from hashlib import sha512
from typing import Callable, List, Optional, Tuple

Point = Tuple[int, int, int, int]

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL: Point = (0, 1, 1, 0)
BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
BASE_Y = 46316835694926478169428394003475163141307993866256225615783033603165251855960
KEYS_KEPT = 64  # tables of a session, some 80 kB each


def double(point: Point) -> Point:
    x, y, z, _ = point
    a, b = x * x % P, y * y % P
    g, h = a - b, a + b
    e = h - (x + y) * (x + y) % P
    f = 2 * z * z % P + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def entry(point: Point) -> Point:
    x, y, z, t = point
    return y - x, y + x, 2 * D * t % P, 2 * z


def add(point: Point, other: Point) -> Point:
    """Sum of a point and an entry; complete, so that equal and neutral ones are no cases of their own."""
    x, y, z, t = point
    a, b = (y - x) * other[0] % P, (y + x) * other[1] % P
    c, d = t * other[2] % P, z * other[3] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def decode(text: bytes) -> Optional[Point]:
    """The point of a canonical encoding; None for any other 32 bytes."""
    number = int.from_bytes(text, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def encode(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


def is_small(point: Point) -> bool:
    """Whether the order of a point divides the cofactor, 8."""
    x, y, z, _ = double(double(double(point)))
    return x == 0 and y == z


def comb(point: Point) -> List[Point]:
    """The 256 sums of a point and its multiples by 2^32, 2^64 to 2^224."""
    sums = [NEUTRAL]
    for _ in range(8):
        row = entry(point)
        sums += [add(known, row) for known in sums]
        for _ in range(32):
            point = double(point)
    return [entry(known) for known in sums]


def columns(scalar: int) -> List[int]:
    """Which sum each of the 32 columns takes, the highest first."""
    bits = f"{scalar:0256b}"
    return [int(bits[column::32], 2) for column in range(32)]


def usable_key(key: bytes) -> Optional[Point]:
    """The point of a public key that says whose a signature is; None for any other bytes."""
    point = decode(key) if len(key) == 32 else None
    return None if point is None or is_small(point) else point


def make_verifier() -> Callable[[bytes, bytes, bytes], bool]:
    """The verifier of a session, with its tables: that of the base point, and those of the keys used last."""
    base = comb((BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P))
    keys: "OrderedDict[bytes, List[Point]]" = OrderedDict()

    def negative_of(key: bytes) -> Optional[List[Point]]:
        if key not in keys:
            point = usable_key(key)
            if point is None:
                return None
            x, y, z, t = point
            keys[key] = comb((P - x, y, z, P - t))
            if len(keys) > KEYS_KEPT:
                keys.popitem(last=False)
        keys.move_to_end(key)
        return keys[key]

    def verify(key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether s times the base point less h times the key is R."""
        s = int.from_bytes(signature[32:], "little")
        negative = negative_of(key)
        if negative is None or len(signature) != 64 or s >= ORDER:
            return False
        h = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % ORDER
        of_base, of_key = columns(s), columns(h)
        found = NEUTRAL
        for column in range(32):
            found = add(add(double(found), base[of_base[column]]), negative[of_key[column]])
        return encode(found) == signature[:32] and not is_small(found)

    return verify
