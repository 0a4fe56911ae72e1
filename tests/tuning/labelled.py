#!/usr/bin/python3
"""The labelled set is whole: every item labelled once, with known bands, and as README.md counts it.

    labelled.py"""
import collections
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TONES = ["negative", "mildly negative", "neutral", "mildly positive", "positive"]
RELIABILITIES = ["unreliable", "caution", "fair", "good"]
FINANCE = {"results", "deals", "markets", "macro", "companies", "street"}


def lines(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def table():
    """The numbers of the page's table, by band."""
    with open(os.path.join(HERE, "README.md"), encoding="utf-8") as page:
        cells = [cell.strip() for row in page if row.startswith("|") for cell in row.split("|")[1:-1]]
    return {name: int(count) for name, count in zip(cells, cells[1:]) if count.isdigit()}


def faults(items, labels):
    ids = [item["id"] for item in items]
    tones = collections.Counter(label["tone"] for label in labels)
    trust = collections.Counter(label["reliability"] for label in labels if "reliability" in label)
    finance = sum(id.split("-")[0] in FINANCE for id in ids)
    counted = table()
    yield "an id is there twice", len(set(ids)) == len(ids)
    yield "a headline is there twice", len({item["title"] for item in items}) == len(items)
    yield "a label without an item, or an item without a label", sorted(ids) == sorted(l["id"] for l in labels)
    yield "an unknown tone", set(tones) <= set(TONES)
    yield "an unknown reliability", set(trust) <= set(RELIABILITIES)
    yield "fewer than 400 items", len(items) >= 400
    yield "neither half is far from half", 0.4 < finance / len(items) < 0.6
    yield "neutral items are a quarter to a third", 0.25 <= tones["neutral"] / len(items) <= 0.35
    for band in TONES + RELIABILITIES:
        yield f"README.md counts {counted.get(band)} {band}", counted.get(band) == (tones + trust)[band]


def main():
    failed = [what for what, holds in faults(lines("items.jsonl"), lines("labels.jsonl")) if not holds]
    print("\n".join(failed) or "the set is whole")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
