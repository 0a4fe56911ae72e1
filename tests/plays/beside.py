#!/usr/bin/python3
"""What a bad feed costs the good ones beside it: nothing that anybody would notice.

    beside.py --assayd BIN [slow] [rules]

slow:  ten good feeds beside one with an item that a scorer needs four seconds for.
rules: a hundred good feeds beside ten at a time that break the rules, each in another way.

All feeds fall due at the same instant; each good one has a new item. How long that item takes from there
to the live socket is measured alone and beside the bad ones, and may be a second more at most. Prints
the figures."""
import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time

import zmq

from faults import ROUND, QuickDaemon, document
from player import PATIENCE, Failed, Publisher

ALLOWED = 1.0  # seconds


def rss(body, head=b"<?xml version='1.0'?>"):
    return head + b"<rss version='2.0'><channel><title>bad</title>" + body + b"</channel></rss>"


def items(count, words=b""):
    return b"".join(b"<item><guid>%d</guid><title>Item %d %s</title></item>" % (n, n, words) for n in range(count))


BOMB = (b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>" +
        b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b"]>")

# Either an answer of feed_server.py, or a document.
RULES = {
    "says nothing": {"path": "/stall"}, "stops in mid-body": {"path": "/stall-body"},
    "drips": {"path": "/drip"}, "never ends": {"path": "/endless"},
    "zip bomb": {"path": "/bomb?n=300000000"}, "hollow gzip": {"path": "/bomb?wire=20000000"},
    "redirects to itself": {"path": "/loop"}, "points inside": {"path": "/redirect?to=http://169.254.169.254/"},
    "points at a file": {"path": "/redirect?to=file:///etc/passwd"},
    "is shorter than promised": {"path": "/lie?says=1000&n=10"},
    "speaks no HTTP": {"path": "/garbage"}, "no gzip": {"path": "/bad-gzip"}, "headers": {"path": "/headers?n=2000000"},
    "resets": {"path": "/reset"}, "resets in mid-body": {"path": "/reset-body"},
    "fails": {"path": "/status/500"}, "wants rest": {"path": "/status/429"}, "refuses": {"path": "/status/403"},
    "is too large": {"path": "/bytes?n=20000000"}, "unknown charset": rss(items(9), b"<?xml version='1.0' encoding='nonsense'?>"),
    "no feed": b"Dear diary " * 100000, "ten thousand items": rss(items(10000)),
    "entities": rss(b"<item><guid>1</guid><title>&j;</title></item>", BOMB),
    "nested": rss(b"<item>" + b"<p>" * 100000 + b"</item>"), "cut off": rss(items(3000))[:-40000],
    "attributes": rss(b"<item " + b" ".join(b"a%d='1'" % n for n in range(20000)) + b"><guid>1</guid></item>"),
    "an endless word": rss(b"<item><guid>1</guid><title>" + b"x" * 7000000 + b"</title></item>"),
    "broken bytes": rss(items(2000, b"\xff\xfe\xc0\x80")), "zeros": bytes(5000000),
    "hostile HTML": rss(b"<item><guid>1</guid><description>" + b"&lt;table&gt;&lt;tr&gt;&lt;td&gt;" * 60000 + b"</description></item>"),
}


class Course:
    """A daemon, its feeds, and how long the items of the good ones take."""

    def __init__(self, assayd, good, bad, lines):
        self.folder = tempfile.mkdtemp(prefix="assayd-beside-")
        self.publisher = Publisher(600)
        self.daemon = QuickDaemon(assayd, self.folder)
        self.daemon.lines += ["schedule: {jitter: 0, host_pause: 0s}",
                              "fetch: {allow_private: [127.0.0.0/8], first_byte_timeout: 4s, slow_timeout: 4s, "
                              "total_timeout: 8s}", *lines]
        self.daemon.live.setsockopt(zmq.UNSUBSCRIBE, b"")  # or this script were the slowest of all
        for prefix in (b"sys/", b"item/good"):
            self.daemon.live.setsockopt(zmq.SUBSCRIBE, prefix)
        self.good, self.turn = [f"good{n}" for n in range(good)], 0
        for feed in self.good + bad:  # each is a host of its own
            self.publisher.put(feed, document(feed, 1, 0))
            self.daemon.feeds.append(f"{{id: {feed}, url: '{self.publisher.url}/doc/{feed}', every: 10m, group: {feed}}}")
        self.daemon.start()
        self.daemon.advance(ROUND)

    def run(self):
        """Seconds that each good feed's new item takes."""
        self.turn += 1
        for feed in self.good:
            self.publisher.put(feed, document(feed, 1, self.turn))
        self.daemon.drain()
        heard = len(self.daemon.heard)
        took, began = {}, time.monotonic()
        self.daemon.tell_to_advance(10 * 60000)
        while len(took) < len(self.good) and time.monotonic() < began + PATIENCE:
            self.daemon.receive(100)
            for _, name in self.daemon.heard[heard:]:
                took.setdefault(name.split("/")[0], time.monotonic() - began)
            heard = len(self.daemon.heard)
        if len(took) < len(self.good):
            raise Failed(f"{len(self.good) - len(took)} items did not come out")
        self.daemon.wait_until_advanced()
        return took

    def alone(self, rounds=3):
        runs = [self.run() for _ in range(rounds)]
        return {feed: statistics.median(run[feed] for run in runs) for feed in self.good}

    def close(self):
        self.daemon.close()
        self.publisher.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def tell(what, alone, beside):
    later = [beside[feed] - alone[feed] for feed in alone]
    print(f"{what}: alone {max(alone.values()):.3f} s for the last of {len(alone)}, beside {max(beside.values()):.3f} s; "
          f"later by {statistics.median(later):+.3f} s in the middle, {max(later):+.3f} s at most", flush=True)
    if max(later) > ALLOWED:
        raise Failed(f"{what}: an item came {max(later):.3f} s later than alone")


def slow(assayd):
    liar = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(assayd))), "lib", "test-scorers", "liar.so")
    course = Course(assayd, 10, ["slow"], [f"scorers: {{tone: {{}}, mine: {{plugin: {liar}, lie: dawdle}}}}", "workers: 2"])
    try:
        alone = course.alone()
        course.publisher.put("slow", rss(b"<item><guid>1</guid><title>A barge comes slowly up river</title></item>"))
        began = time.monotonic()
        tell("slow item", alone, course.run())
        if time.monotonic() - began < 4:
            raise Failed("the slow item was not slow: this play proves nothing")
    finally:
        course.close()


def break_rule(course, feed, how):
    if isinstance(how, dict):
        course.publisher.set_answer(feed, str(how).replace("'", '"'))
    else:
        course.publisher.put(feed, how)


def rules(assayd):
    names = list(RULES)
    course = Course(assayd, 100, [f"bad{n}" for n in range(len(names))], [])
    try:
        alone = course.alone()
        for first in range(0, len(names), 10):
            for n in range(first, min(first + 10, len(names))):
                break_rule(course, f"bad{n}", RULES[names[n]])
            tell(f"{names[first]} to {names[min(first + 9, len(names) - 1)]}", alone, course.run())
            for n in range(first, min(first + 10, len(names))):
                course.publisher.set_answer(f"bad{n}", "")
                course.publisher.put(f"bad{n}", document("bad", 1, 0))
    finally:
        course.close()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    options.add_argument("plays", nargs="*")
    given = options.parse_args()
    if not set(given.plays) <= {"slow", "rules"}:
        options.error("the plays are slow and rules")
    for play in (slow, rules):
        if given.plays and play.__name__ not in given.plays:
            continue
        try:
            play(given.assayd)
        except Failed as failure:
            sys.exit(f"FAILED: {failure}")


if __name__ == "__main__":
    main()
