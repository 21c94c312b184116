#!/usr/bin/env python3
"""Runs quesera's conformance vectors against implementations in plain Python: a whole other one of each, for the
families that it has, in one file a family. It is an example of what a team writes for its own implementation.

    quesera vectors /tmp/vectors && python3 runner.py /tmp/vectors [OPERATION...]

Exit codes: 0 all passed, 1 some failed, 2 the vectors cannot be used.
"""

import hashlib
import json
import os
import sys

import clock
import decide
import sharing
import verifiable

# What this implementation has: by operation a function from the input to the result. It raises Refused for an input
# that must be refused.
OPERATIONS = {
    "shamir/deal": sharing.deal,
    "shamir/interpolate": sharing.interpolate,
    "shamir/lagrange": sharing.lagrange,
    "shamir/decode_share": sharing.decode_share,
    "shamir/decode_index": sharing.decode_index,
    "shamir/dual_codeword": sharing.dual_codeword,
    "vss/feldman_deal": verifiable.feldman_deal,
    "vss/feldman_verify": verifiable.feldman_verify,
    "vss/image": verifiable.image,
    "vss/add": verifiable.add,
    "tlc/clock": clock.run,
    "qsc3/decide": decide.run,
}


def unusable(what):
    print(f"unusable: {what}")
    sys.exit(2)


def judge(operation, vector):
    """Why a vector fails, or None."""
    try:
        got = operation(vector["input"])
    except sharing.Refused as refusal:
        return None if vector.get("refused") else f"refused ({refusal}), want a result"
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, ZeroDivisionError) as failure:
        return f"failed: {failure!r}"
    if vector.get("refused"):
        return "accepted, want refused"
    return None if got == vector["want"] else f"got {json.dumps(got)[:200]}, want {json.dumps(vector['want'])[:200]}"


def load(folder):
    """The vectors of all families, after a look at the manifest."""
    try:
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        for listed in manifest["files"]:
            with open(os.path.join(folder, os.path.basename(listed["name"])), "rb") as file:
                text = file.read()
            if hashlib.sha256(text).hexdigest() != listed["sha256"]:
                unusable(f"{listed['name']}: not the file that the manifest lists")
            yield from json.loads(text)["vectors"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        unusable(f"{folder}: {problem!r}")


def main(folder, only):
    counts = {}
    for vector in load(folder):
        family = vector["id"].rsplit("/", 1)[0]
        count = counts.setdefault(family, {"passed": 0, "failed": 0, "not run": 0})
        operation = OPERATIONS.get(family) if not only or family in only else None
        if operation is None:
            count["not run"] += 1
            continue
        why = judge(operation, vector)
        count["failed" if why else "passed"] += 1
        if why:
            print(f"failed: {vector['id']} ({vector['topic']}): {why}")
    for family, count in counts.items():
        print(f"{family:24}", ", ".join(f"{number} {what}" for what, number in count.items() if number))
    if not any(count["passed"] + count["failed"] for count in counts.values()):
        unusable("no vector of what is implemented here")
    return 1 if any(count["failed"] for count in counts.values()) else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        unusable("usage: runner.py FOLDER [OPERATION...]")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
