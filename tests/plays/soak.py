#!/usr/bin/python3
"""Does memory stay where it is? Items by the hundred thousand through the whole daemon.

    soak.py --assayd BIN [--items N] [--minutes M] [--over M]

Feeds by HTTP, scorers, stories, journal, live messages to a subscriber that checks the numbers, replay to
one that asks for pages. Runs until N items are through, or M minutes have passed; --over spreads the
items over so many minutes. The caches of the daemon
(stories, retention) are set so small that all are full after a tenth of the items; from then on the
resident memory may grow no more: at the end it is within 5 % of what it was at a tenth. The slope of a
line through what was measured since is shown; it begins where the seen ids of the feeds are full as well,
which cannot be set. At least 20,000 items must have come that far.
Builds with sanitizers keep freed memory: measure a release."""
import argparse
import random
import struct
import sys
import threading
import time

import zmq

from faults import ROUND, Bench
from player import Failed

ROUND_ITEMS = 1000
SEEN = 10000  # ids that the daemon remembers of a feed
WORDS = ("profit revenue margin guidance outlook order plant strike merger lawsuit recall dividend bond rate "
         "tariff supplier contract shortage upgrade downgrade forecast quarter board chairman regulator inquiry "
         "fell rose slumped surged warned beat missed cut raised delayed approved rejected halted expanded said "
         "told denied confirmed expects fears hopes sees weak strong record lower higher sharply slightly about "
         "nearly over under after before because while amid despite").split()
NAMES = "Orrin Kestrel Halden Mirova Tessel Brightwell Oxley Thalassa Lumen Nyx Quist Berg Amaral Reim".split()


def sentence(rng):
    words = [rng.choice(WORDS) for _ in range(rng.randint(6, 16))]
    words.insert(rng.randrange(len(words)), f"{rng.choice(NAMES)} {rng.choice(NAMES)}")
    words.insert(rng.randrange(len(words)), f"{rng.randint(1, 99)}%")
    return " ".join(words).capitalize() + "."


def item(rng, feed, number):
    text = " ".join(sentence(rng) for _ in range(rng.randint(3, 12)))
    return (f"<item><guid isPermaLink='false'>{feed}-{number}</guid><title>{sentence(rng)}</title>"
            f"<description>{text}</description></item>")


class Load:
    """A new document for every feed, made aside: one part of it copies what another feed has."""

    def __init__(self, bench, seed):
        self.bench, self.rng, self.number = bench, random.Random(seed), 0

    def serve(self):
        each = ROUND_ITEMS // len(self.bench.names)
        shared = [item(self.rng, "x", 0).partition("</guid>")[2] for _ in range(each // 5)]
        for feed in self.bench.names:
            own = [item(self.rng, feed, self.number + n) for n in range(each - len(shared))]
            own += [f"<item><guid isPermaLink='false'>{feed}-s{self.number + n}</guid>{rest}"
                    for n, rest in enumerate(shared)]
            body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{feed}</title>{"".join(own)}</channel></rss>'
            self.bench.publisher.put(feed, body.encode())
        self.number += each
        return each * len(self.bench.names)


class Ear(threading.Thread):
    """Hears everything live, counts holes, and asks for a page of the past now and then."""

    def __init__(self, folder):
        super().__init__(daemon=True)
        self.context = zmq.Context()
        self.live = self.context.socket(zmq.SUB)
        self.live.setsockopt(zmq.SUBSCRIBE, b"item/")
        self.live.setsockopt(zmq.RCVHWM, 0)
        self.live.connect(f"ipc://{folder}/items.sock")
        self.replay = self.context.socket(zmq.REQ)
        self.replay.connect(f"ipc://{folder}/replay.sock")
        self.heard, self.holes, self.pages, self.last, self.ending = 0, 0, 0, {}, False

    def run(self):
        while not self.ending:
            if not self.live.poll(200):
                continue
            topic, header, _ = self.live.recv_multipart()
            _, _, sequence, previous, _ = struct.unpack(">5Q", header)
            self.holes += previous != self.last.get(topic, previous)
            self.last[topic] = sequence
            self.heard += 1
            if self.heard % 500 == 0:
                self.replay.send(b'{"from": %d, "prefix": "item/"}' % max(1, sequence - 200))
                self.pages += bool(self.replay.recv_multipart())
        self.context.destroy(0)


def resident(pid):
    """Kilobytes, anonymous ones: mapped files come and go with the page cache."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        fields = dict(line.split(":\t", 1) for line in file if ":\t" in line)
    return int(fields["RssAnon"].split()[0])


def slope(points):
    """Kilobytes an item."""
    mean_x, mean_y = (sum(p[i] for p in points) / len(points) for i in (0, 1))
    return (sum((x - mean_x) * (y - mean_y) for x, y in points) /
            max(1e-9, sum((x - mean_x) ** 2 for x, _ in points)))


def run(bench, options):
    tenth = options.items // 10
    keep = max(1024, tenth // 2)
    bench.daemon.publish = f", retain: {{items: {keep}, articles: {{items: {keep}}}}}"
    bench.daemon.lines += [f"stories: {{items: {keep}}}", "tickers: {KSTL: {names: [Kestrel]}, NYX: {names: [Nyx]}}",
                           "alerts: [{name: bad, when: tone <= -0.5, at_most: 1 per 30m}]"]
    bench.start()
    bench.daemon.crank_patience(600)
    bench.daemon.live.close()
    ear, load = Ear(bench.folder), Load(bench, options.seed)
    ear.start()
    time.sleep(1)
    began, through, points = time.monotonic(), 0, []
    while through < options.items and time.monotonic() - began < 60 * options.minutes:
        through += load.serve()
        bench.daemon.advance(ROUND)
        points.append((through, resident(bench.daemon.process.pid)))
        if len(points) % 10 == 0:
            print(f"{through:>9} items {points[-1][1]:>8} kB {through / (time.monotonic() - began):7.0f} items/s",
                  flush=True)
        time.sleep(max(0, began + 60 * options.over * through / options.items - time.monotonic()))
    until = time.monotonic() + 30
    while ear.heard < through and time.monotonic() < until:
        time.sleep(0.2)
    ear.ending = True
    ear.join(10)
    return through, points, ear, time.monotonic() - began


def judge(through, points, ear, seconds, options):
    since = [p for p in points if p[0] >= options.items / 10]
    if through < max(20000, 1.5 * SEEN * options.feeds) or len(since) < 10:
        raise Failed(f"only {through} items in {seconds:.0f} s: too few to say anything")
    at_tenth, at_end = since[0][1], max(kb for _, kb in since[-3:])
    growth = slope([p for p in since if p[0] >= SEEN * options.feeds])
    print(f"{through} items in {seconds:.0f} s, {through / seconds:.0f} a second; heard {ear.heard}, holes {ear.holes}, "
          f"{ear.pages} pages")
    print(f"resident at a tenth {at_tenth} kB, at the end {at_end} kB: {100 * at_end / at_tenth - 100:+.1f} %")
    print(f"slope since {1024 * growth:+.2f} bytes an item, {growth * through / seconds * 3600:+.0f} kB an hour")
    if ear.heard != through or ear.holes:
        raise Failed("the subscriber did not hear everything")
    if at_end > 1.05 * at_tenth:
        raise Failed("memory grows")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    options.add_argument("--items", type=int, default=1000000)
    options.add_argument("--minutes", type=float, default=600)
    options.add_argument("--over", type=float, default=0)
    options.add_argument("--seed", type=int, default=7)
    options = options.parse_args()
    options.long = False
    options.feeds = min(10, max(2, options.items // 10 // SEEN))
    bench = Bench(options, feeds=options.feeds, seconds=int(60 * options.minutes) + 600)
    try:
        judge(*run(bench, options), options)
    except Failed as failure:
        print(f"FAILED: {failure}\n{bench.words()[-1500:]}")
        sys.exit(1)
    finally:
        bench.close()


main()
