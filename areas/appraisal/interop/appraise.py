#!/usr/bin/env python3
"""Recomputes every score of a published appraisal (shishi-appraisal/1) and says whether it agrees.

Usage: appraise.py FILE     one JSON document, or one a line. Needs nothing but Python 3.
"""
import json
import sys

FULL = 10000


def half_even(n, d):
    whole, rest = divmod(n, d)
    return whole + (2 * rest > d or (2 * rest == d and whole % 2 == 1))


def quotient(pairs):
    """The weighted mean of (weight, mark), rounded once; None without weights."""
    total = sum(weight for weight, _ in pairs)
    return half_even(sum(weight * mark for weight, mark in pairs), total) if total else None


def mark(criterion, fact):
    over = (100 * fact["done"] - criterion["floor"] * fact["of"]) * FULL
    return min(FULL, half_even(max(0, over), (criterion["full"] - criterion["floor"]) * fact["of"]))


def inputs(document):
    """The inputs, each once, with the corrections of accepted replies in their places."""
    facts = {(f["unit"], f["commitment"], f["input"]): dict(f) for f in document["facts"]}
    for c in document["corrections"]:
        key = (c["unit"], c["commitment"], c["input"])
        if key in facts:
            facts[key].update(done=c["done"], of=c["of"])
    return facts


def score(scheme, facts, but=None):
    marks = []
    for criterion in scheme["criteria"]:
        own = [f for f in facts if f["input"] == criterion["input"] and f["commitment"] != but]
        pairs = [(scheme[f["part"]], mark(criterion, f)) for f in own]
        criterion_mark = quotient(pairs)
        if criterion_mark is not None:
            marks.append((criterion["weight"], criterion_mark))
    return quotient(marks)


def results(document):
    scheme = document["scheme"]
    named = {criterion["input"] for criterion in scheme["criteria"]}
    units = {}
    for (unit, _, name), fact in inputs(document).items():
        kept = units.setdefault(unit, [])
        if name in named and fact["of"] > 0 and scheme[fact["part"]] > 0:
            kept.append(fact)
    found = []
    for unit, facts in sorted(units.items()):
        commitments = {fact["commitment"] for fact in facts}
        whole = score(scheme, facts)
        ends = [score(scheme, facts, but) for but in commitments] + [whole]
        ends = [end for end in ends if end is not None] if len(commitments) > 1 else []
        found.append({"unit": unit, "score": whole, "low": min(ends, default=None), "high": max(ends, default=None),
                      "commitments": len(commitments), "rank": None})
    if scheme["ranks"]:
        ranked = [r for r in found if r["commitments"] >= 5 and r["score"] is not None]
        for result in ranked:
            result["rank"] = 1 + sum(other["score"] > result["score"] for other in ranked)
    return found


def check(document):
    if document["schema"] != "shishi-appraisal/1":
        return "unknown schema"
    published = [{key: r[key] for key in ("unit", "score", "low", "high", "commitments", "rank")}
                 for r in document["results"]]
    for ours, theirs in zip(results(document), published):
        if ours != theirs:
            return f"unit {theirs['unit']}: published {theirs}, computed {ours}"
    return None if len(results(document)) == len(published) else "another number of units"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    try:
        documents = [json.loads(text)]
    except json.JSONDecodeError:
        documents = [json.loads(line) for line in text.splitlines()]
    for number, document in enumerate(documents, 1):
        fault = check(document)
        if fault:
            sys.exit(f"document {number}: {fault}")
    print(f"{len(documents)} agree")


main()
