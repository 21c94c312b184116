"""Feldman's verifiable secret sharing in G1 of BLS12-381. Points are pairs, None the identity."""

from sharing import R, check, evaluate, indices, points_of, polynomial_of, show, sizes

P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
G = (
    0x17F1D3A73197D7942695638C4FA9AC0FC3688C4F9774B905A14E3A3F171BAC586C55E83FF97A1AEFFB3AF00ADB22C6BB,
    0x08B3F481E3AAA0F1A09E30ED741D8AE4FCF5E095D5D00AF600DB18CB2C04B3EDD03CC744A2888AE40CAA232946C5E7E1,
)


def plus(a, b):
    if a is None or b is None:
        return a or b
    (x1, y1), (x2, y2) = a, b
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = 3 * x1 * x1 * pow(2 * y1, -1, P) if a == b else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def times(k, point):
    total = None
    while k:
        if k & 1:
            total = plus(total, point)
        point, k = plus(point, point), k >> 1
    return total


def encode(point):
    if point is None:
        return "c0" + 47 * "00"
    x, y = point
    octets = bytearray(x.to_bytes(48, "big"))
    octets[0] |= 0x80 | (0x20 if y > P - y else 0)
    return octets.hex()


def decode(octets):
    check(octets[0] & 0x80, "not compressed")
    if octets[0] & 0x40:
        check(octets == b"\xc0" + bytes(47), "identity")
        return None
    x = int.from_bytes(bytes([octets[0] & 0x1F]) + octets[1:], "big")
    check(x < P, "an x-coordinate that is not reduced")
    y = pow(x**3 + 4, (P + 1) // 4, P)
    check(y * y % P == (x**3 + 4) % P, "no point of the curve")
    if (y > P - y) != bool(octets[0] & 0x20):
        y = P - y
    check(times(R, (x, y)) is None, "outside the subgroup")
    return x, y


def commitment_of(text, t):
    octets = bytes.fromhex(text)
    check(len(octets) == 48 * t, "length of the commitment")
    points = [decode(octets[48 * k : 48 * k + 48]) for k in range(t)]
    check(points[-1] is not None, "leading coefficient")
    return points


def image_of(commitment, i):
    total = None
    for point in reversed(commitment):
        total = plus(times(i, total), point)
    return total


def feldman_deal(given):
    t, n = sizes(given)
    polynomial = polynomial_of(given, t)
    check(polynomial[-1] != 0, "leading coefficient")
    shares = [{"index": i, "value": show(evaluate(polynomial, i))} for i in range(1, n + 1)]
    return {"commitment": "".join(encode(times(a, G)) for a in polynomial), "dealt": shares}


def feldman_verify(given):
    t, n = sizes(given)
    commitment = commitment_of(given["commitment"], t)
    shares = points_of(given["given"], n)
    check(shares, "no share")
    for i, value in shares:
        check(times(value, G) == image_of(commitment, i), "a share that does not fit")
    return {"valid": True}


def image(given):
    t, n = sizes(given)
    commitment = commitment_of(given["commitment"], t)
    (i,) = indices([given["index"]], n)
    return encode(image_of(commitment, i))


def add(given):
    t, _ = sizes(given)
    commitments = [commitment_of(text, t) for text in given["commitments"]]
    check(commitments, "nothing to add")
    total = [None] * t
    for commitment in commitments:
        total = [plus(a, b) for a, b in zip(total, commitment)]
    check(total[-1] is not None, "leading coefficient")
    return "".join(encode(point) for point in total)
