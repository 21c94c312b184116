"""Shamir's secret sharing over the scalars of BLS12-381."""

R = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001


class Refused(Exception):
    """The input must be refused."""


def check(condition, why):
    if not condition:
        raise Refused(why)


def scalar(text):
    octets = bytes.fromhex(text)
    check(len(octets) == 32, "length of a scalar")
    value = int.from_bytes(octets, "big")
    check(value < R, "a scalar that is not reduced")
    return value


def show(value):
    return value.to_bytes(32, "big").hex()


def sizes(given):
    t, n = given["threshold"], given["shares"]
    check(1 <= t <= n, "threshold")
    return t, n


def indices(given, n):
    check(all(1 <= i <= n for i in given), "index out of range")
    check(len(set(given)) == len(given), "an index twice")
    return given


def evaluate(polynomial, x):
    y = 0
    for coefficient in reversed(polynomial):
        y = (y * x + coefficient) % R
    return y


def weights(xs, at):
    """Lagrange's coefficients of distinct positions."""
    all_of_them = []
    for i in xs:
        above = below = 1
        for j in xs:
            if j != i:
                above, below = above * (at - j) % R, below * (i - j) % R
        all_of_them.append(above * pow(below, -1, R) % R)
    return all_of_them


def value_at(points, at):
    return sum(weight * y for weight, (_, y) in zip(weights([x for x, _ in points], at), points)) % R


def polynomial_of(given, t):
    coefficients = [scalar(text) for text in given["coefficients"]]
    check(len(coefficients) == t, "number of coefficients")
    return coefficients


def deal(given):
    t, n = sizes(given)
    polynomial = polynomial_of(given, t)
    return [{"index": i, "value": show(evaluate(polynomial, i))} for i in range(1, n + 1)]


def points_of(given, n):
    points = [(share["index"], scalar(share["value"])) for share in given]
    indices([x for x, _ in points], n)
    return points


def interpolate(given):
    t, n = sizes(given)
    check(given["at"] <= n, "position")
    points = points_of(given["given"], n)
    check(len(points) >= t, "too few shares")
    for x, y in points[t:]:
        check(value_at(points[:t], x) == y, "a share that does not lie on the polynomial")
    return show(value_at(points[:t], given["at"]))


def lagrange(given):
    t, n = sizes(given)
    check(given["at"] <= n, "position")
    check(len(given["set"]) == t, "number of indices")
    return [show(weight) for weight in weights(indices(given["set"], n), given["at"])]


def decode_share(given):
    octets = bytes.fromhex(given["encoded"])
    check(len(octets) == 34, "length")
    index = int.from_bytes(octets[:2], "big")
    check(1 <= index <= given["shares"], "index")
    return {"index": index, "value": show(scalar(octets[2:].hex()))}


def decode_index(given):
    index = scalar(given["encoded"])
    check(1 <= index <= given["shares"], "index")
    return index


def dual_codeword(given):
    t, n = sizes(given)
    coefficients = polynomial_of(given, n - t)
    word = []
    for i in range(1, n + 1):
        product = 1
        for j in range(1, n + 1):
            if j != i:
                product = product * (i - j) % R
        word.append(show(pow(product, -1, R) * evaluate(coefficients, i) % R))
    return word
