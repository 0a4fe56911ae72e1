#!/usr/bin/python3
"""Kills the daemon with SIGKILL at random moments of a busy play: nothing is lost, nothing is
numbered twice.

    kill.py --assayd BIN [--rounds 20] [--seed N]

Each round the feeds get new items, the clock is cranked, and within the time that a whole round
takes the daemon is killed. At the end it runs once more undisturbed. Then replay must hold every item
that was ever served exactly once, numbered 1..N without a gap, and every number that was heard live
must be the number that the journal gives that item.
"""
import argparse
import os
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from player import Daemon, Failed, Publisher, name_of  # noqa: E402

FEEDS, NEW, KEPT = 4, 3, 60  # feeds; new items of each a round; items a document holds


def document(feed, upto):
    items = "".join(
        f"<item><guid isPermaLink='false'>{feed}-{n}</guid><title>Mill {feed} reports result number {n}</title>"
        f"<description>Profit rose {n % 9 + 1}% but costs climbed, mill {feed} said.</description>"
        "</item>" for n in range(upto, max(0, upto - KEPT), -1))
    return (f'<?xml version="1.0"?><rss version="2.0"><channel><title>{feed}</title>'
            f"<link>http://mills.example/</link>{items}</channel></rss>").encode()


def check(daemon, served):
    entries = daemon.replay()
    numbers = [sequence for sequence, _ in entries]
    ids = [name_of(event) for _, event in entries]
    if numbers != list(range(1, len(numbers) + 1)):
        raise Failed(f"numbers have a gap or repeat: {numbers}")
    if len(set(ids)) != len(ids):
        raise Failed("an item was published under two numbers")
    if set(ids) != served:
        raise Failed(f"{len(served - set(ids))} items were lost: {sorted(served - set(ids))[:5]}")
    stored = dict(zip(numbers, ids))
    strangers = [(n, name) for n, name in daemon.heard if stored.get(n) != name]
    if strangers:
        raise Failed(f"heard live under a number that the journal gives to another: {strangers[:5]}")
    if not daemon.heard:
        raise Failed("nothing was heard live")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--seed", type=int, default=None)
    given = options.parse_args()
    seed = given.seed if given.seed is not None else random.randrange(1 << 30)
    rng = random.Random(seed)
    print(f"seed {seed}")
    folder = tempfile.mkdtemp(prefix="assayd-kill-")
    publisher = Publisher()
    daemon = Daemon(given.assayd, folder)
    served, upto, whole = set(), 0, 0.05
    try:
        for feed in range(FEEDS):
            publisher.put(f"f{feed}", document(f"f{feed}", 0))
            daemon.feeds.append(f"{{id: f{feed}, url: '{publisher.url}/doc/f{feed}', every: 10m}}")
        daemon.start()
        daemon.advance(20 * 60000)
        for turn in range(given.rounds + 1):
            upto += NEW
            for feed in range(FEEDS):
                publisher.put(f"f{feed}", document(f"f{feed}", upto))
                served |= {f"f{feed}/f{feed}-{n}" for n in range(upto - NEW + 1, upto + 1)}
            if turn == given.rounds:
                break
            began = time.monotonic()
            if turn % 5 == 4:  # a round that ends by itself says how long one takes
                daemon.advance(20 * 60000)
                whole = time.monotonic() - began
            else:
                daemon.tell_to_advance(20 * 60000)
                time.sleep(rng.uniform(0, 1.5 * whole))
            daemon.kill()
            daemon.start()
        daemon.advance(60 * 60000)
        daemon.drain()
        check(daemon, served)
        daemon.stop()
        print(f"1 passed, 0 failed: {len(served)} items, {given.rounds} kills")
    except Failed as failure:
        print(f"0 passed, 1 failed: {failure}\n{daemon.words()[-3000:]}")
        sys.exit(1)
    finally:
        daemon.close()
        publisher.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
