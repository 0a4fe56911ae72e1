#!/usr/bin/python3
"""Kills the daemon while several feeds deliver the same texts at the same time: whom an item copies,
and who began its story, always stands in the journal before it.

    stories.py --assayd BIN [--rounds 12] [--seed N]"""
import argparse
import random
import sys
import time

import faults
from player import Failed

SYLLABLES = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu")


def place(n):
    """A name of its own for each number."""
    return "".join(SYLLABLES[int(digit)] for digit in str(n)).title()


def document(feed, first, last):
    """All feeds carry one text under headlines of their own."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{feed}-{n}</guid><title>{feed} hears from a mill</title>"
        f"<description>The mill at Wick{place(n)} spun {n * 37 + 1000} bales of yarn this week, and its "
        f"owner {place(n + 7)} Hallam said that profit rose {n % 9 + 1}% although costs climbed at the "
        f"dyeing works in {place(n + 3)}ford, where {n + 40} weavers wait for a new loom.</description>"
        "</item>" for n in range(last, first - 1, -1))
    return (f'<?xml version="1.0"?><rss version="2.0"><channel><title>{feed}</title>'
            f"<link>http://{feed}.example/</link>{items}</channel></rss>").encode()


def check(bench):
    missing, repeated = bench.count()
    if missing or repeated:
        raise Failed(f"{missing} missing, {repeated} repeated")
    known, copies = set(), 0
    for sequence, event in bench.daemon.replay():
        cluster, key = event["data"]["cluster"], event["id"].partition("#")[0]
        known.add(key)
        names = {"sha256:" + cluster["story_id"].partition("-")[2]}
        if cluster["near_duplicate_of"]:
            names.add(cluster["near_duplicate_of"].partition("#")[0])
            copies += 1
        if not known >= names:
            raise Failed(f"item {sequence} refers to one that is not there before it: {cluster}")
    wanted = len(bench.served) * (len(bench.names) - 1) // len(bench.names)
    if copies != wanted:
        raise Failed(f"{copies} items are told to be copies, not {wanted}")
    return len(bench.served), copies


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    options.add_argument("--rounds", type=int, default=12)
    options.add_argument("--seed", type=int, default=None)
    given = options.parse_args()
    rng = random.Random(given.seed)
    faults.document = document
    bench, whole = faults.Bench(given, lines=["workers: 4"]), 1.0
    try:
        bench.start()
        for turn in range(given.rounds):
            bench.serve(3)
            if turn % 4 == 3:  # one that ends by itself says how long a round takes
                began = time.monotonic()
                bench.daemon.advance(faults.ROUND)
                whole = time.monotonic() - began
            else:
                bench.daemon.tell_to_advance(faults.ROUND)
                time.sleep(rng.uniform(0, 1.5 * whole))
            bench.daemon.kill()
            bench.daemon.start()
        print("1 passed, 0 failed: %d items, %d of them copies" % check(bench))
    except Failed as failure:
        print(f"0 passed, 1 failed: {failure}\n{bench.words()[-3000:]}")
        sys.exit(1)
    finally:
        bench.close()


if __name__ == "__main__":
    main()
