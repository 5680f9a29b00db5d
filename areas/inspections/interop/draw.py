#!/usr/bin/env python3
"""Recomputes published draws (schema shishi-draw/1) with the standard library alone.

usage: draw.py FILE      a proof as JSON, or one proof a line
"""
import hashlib, hmac, json, sys

def sha256(data):
    return hashlib.sha256(data).digest()

def number(n):
    return (n % 2**64).to_bytes(8, "big")

def field(value):
    data = value.encode() if isinstance(value, str) else value
    return number(len(data)) + data

def rows(items, each):
    return number(len(items)) + b"".join(each(item) for item in items)

def list_digest(x):
    return sha256(
        field("draw-list/v1") + field(x["scheme"])
        + rows(x["objects"], lambda o: number(o["number"]) + field(o["name"]) + number(o["weight"])
               + rows(o["units"], number))
        + rows(x["inspectors"], lambda i: number(i["number"]) + number(i["unit"] or 0))
        + rows(x["exclusions"], lambda e: number(e["inspector"]) + number(e["object"]))
        + number(x["draw"]) + number(x["per_object"])
        + rows(x["bodies"], field) + rows(x["externals"], field) + field(x["fallback"]))

def words(seed):
    counter = 0
    while True:
        block = hmac.digest(seed, number(counter), "sha256")
        counter += 1
        for at in range(0, 32, 8):
            yield int.from_bytes(block[at:at + 8], "big")

def below(stream, most):
    mask = (1 << (most - 1).bit_length()) - 1
    while (n := next(stream) & mask) >= most:
        pass
    return n

def pick(x, seed):
    stream, left, drawn = words(seed), list(x["objects"]), []
    for _ in range(x["draw"]):
        at, n = 0, below(stream, sum(o["weight"] for o in left))
        while n >= left[at]["weight"]:
            n, at = n - left[at]["weight"], at + 1
        drawn.append(left.pop(at))
    inspectors, picks = x["inspectors"], []
    barred, loads = {(e["inspector"], e["object"]) for e in x["exclusions"]}, [0] * len(x["inspectors"])
    for o in drawn:
        order = list(range(len(inspectors)))
        for last in range(len(order) - 1, 0, -1):
            other = below(stream, last + 1)
            order[last], order[other] = order[other], order[last]
        free = [i for i in order if inspectors[i]["unit"] not in o["units"]
                and (inspectors[i]["number"], o["number"]) not in barred]
        sent = sorted(free, key=lambda i: loads[i])[:x["per_object"]]
        for i in sent:
            loads[i] += 1
        picks.append({"object": o["number"], "inspectors": [inspectors[i]["number"] for i in sent]})
    return picks

def check(p):
    x, unhex = p["list"], bytes.fromhex
    assert p["schema"] == "shishi-draw/1" and list_digest(x).hex() == p["list_sha256"], "list"
    assert len(p["commitments"]) == len(p["reveals"]) == len(x["bodies"]) >= 3, "bodies"
    for c, r in zip(p["commitments"], p["reveals"]):
        assert r is None or sha256(unhex(r["salt"]) + unhex(r["secret"])).hex() == c, "commitment"
    assert (p["fallback"] is None) == (None not in p["reveals"]), "fallback"
    values = p["externals"] + ([] if p["fallback"] is None else [p["fallback"]])
    seed = sha256(field("draw/v1") + field(unhex(p["root"])) + rows(p["reveals"],
                  lambda r: field(unhex(r["secret"]) if r else b"")) + rows(values, field))
    assert seed.hex() == p["seed"], "seed"
    assert pick(x, seed) == p["picks"], "picks"

text = open(sys.argv[1], encoding="utf-8").read()
proofs = [json.loads(line) for line in text.splitlines()] if text.startswith('{"') else [json.loads(text)]
for position, proof in enumerate(proofs):
    try:
        check(proof)
    except AssertionError as wrong:
        sys.exit(f"draw {position}: {wrong} does not agree")
print(f"{len(proofs)} agree")
