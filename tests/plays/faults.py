#!/usr/bin/python3
"""Breaks the daemon in every way that it must survive, and counts: 0 missing, 0 repeated.

    faults.py --assayd BIN [--long] [--seed N] [NAME ...]

Each fault runs a whole daemon over loopback: feeds by HTTP, live messages and replay by ZeroMQ. An
item is missing when it was served and is not in replay exactly once, numbered 1..N without a gap,
or when the client that ships with assayd did not hand it over; repeated when the client did so
twice, or when one number was given to two items. Where bytes were destroyed, the daemon has to
name it: by an exit status and a sentence, a new epoch, or a count of damaged entries. Prints a
table; --long is the form with the figures that docs/wire.md promises."""
import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import player  # noqa: E402
from player import PATIENCE, Daemon, Failed, Publisher, check_item, name_of  # noqa: E402

sys.path.insert(0, os.path.join(player.ROOT, "clients", "python"))
from assayd_client import Subscriber  # noqa: E402

import zmq  # noqa: E402

ROUND = 20 * 60000  # ms of cranked time in which every feed is polled once
KEPT = 60           # items that a document holds


def document(feed, first, last):
    items = "".join(
        f"<item><guid isPermaLink='false'>{feed}-{n}</guid><title>Mill {feed} reports result number {n}</title>"
        f"<description>Profit rose {n % 9 + 1}% but costs climbed, mill {feed} said.</description>"
        "</item>" for n in range(last, first - 1, -1))
    return (f'<?xml version="1.0"?><rss version="2.0"><channel><title>{feed}</title>'
            f"<link>http://mills.example/</link>{items}</channel></rss>").encode()


class QuickDaemon(Daemon):
    """Validates one message in fifty: bursts are long."""

    def receive(self, milliseconds_at_most):
        if not self.live.poll(milliseconds_at_most):
            return None
        topic, header, body = self.live.recv_multipart()
        if topic.startswith(b"item/"):
            sequence = struct.unpack(">5Q", header)[2]
            event = json.loads(body)
            if sequence % 50 == 1:
                check_item(event, body)
            self.heard.append((sequence, name_of(event)))
        return topic

    def replay(self, prefix="item/"):
        whole, player.check_item = player.check_item, lambda *_: None
        try:
            return super().replay(prefix)
        finally:
            player.check_item = whole


class Listener(threading.Thread):
    """The shipped client, in a thread; hands over what it was handed."""

    def __init__(self, folder, since=1, high_water=None):
        super().__init__(daemon=True)
        self.context = zmq.Context()
        live = f"ipc://{folder}/items.sock"
        self.got, self.silences, self.epochs, self.truncated = [], 0, 0, 0
        self.client = Subscriber(live, f"ipc://{folder}/replay.sock", since=since, check=0.5,
                                 context=self.context, on_silence=self.note_silence,
                                 on_epoch=self.note_epoch, on_truncated=self.note_truncated)
        if high_water:
            self.client.socket.disconnect(live)
            self.client.socket.setsockopt(zmq.RCVHWM, high_water)
            self.client.socket.setsockopt(zmq.RCVBUF, 4096)
            self.client.socket.connect(live)
        self.ending = False

    def note_silence(self, silent):
        self.silences += silent

    def note_epoch(self):
        self.epochs += 1

    def note_truncated(self, _oldest):
        self.truncated += 1

    def run(self):
        while not self.ending:
            for message in self.client.step(0.2):
                self.got.append((message.sequence, name_of(message.data)))
        self.client.close()
        self.context.destroy(0)

    def finish(self, count):
        """Waits for so many messages, then a little longer for any that come twice."""
        until = time.monotonic() + 60
        while len(self.got) < count and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(1.2)
        self.ending = True
        self.join(20)


class Bench:
    """A daemon, its publisher, what was served, and who listens."""

    def __init__(self, options, feeds=4, lines=(), seconds=1500):
        self.options = options
        self.folder = tempfile.mkdtemp(prefix="assayd-fault-")
        self.publisher = Publisher(seconds)
        self.daemon = QuickDaemon(options.assayd, self.folder)
        self.daemon.lines += lines
        self.names = [f"f{n}" for n in range(feeds)]
        self.served, self.upto, self.listeners = set(), 0, []
        for feed in self.names:
            self.publisher.put(feed, document(feed, 1, 0))
            self.daemon.feeds.append(f"{{id: {feed}, url: '{self.publisher.url}/doc/{feed}', every: 10m}}")

    def start(self):
        """The first poll of a feed is a quiet one: the documents are empty."""
        self.daemon.start()
        self.daemon.advance(ROUND)

    def serve(self, new):
        first, self.upto = self.upto + 1, self.upto + new
        for feed in self.names:
            self.publisher.put(feed, document(feed, max(1, min(first, self.upto - KEPT + 1)), self.upto))
            self.served |= {f"{feed}/{feed}-{n}" for n in range(first, self.upto + 1)}

    def turn(self, new):
        self.serve(new)
        self.daemon.advance(ROUND)

    def listen(self, **how):
        self.listeners.append(Listener(self.folder, **how))
        self.listeners[-1].start()
        return self.listeners[-1]

    def count(self):
        """(missing, repeated) over journal, live socket and listeners."""
        self.daemon.advance(3 * ROUND)
        entries = [(sequence, name_of(event)) for sequence, event in self.daemon.replay()]
        missing, repeated = self.compare(entries)
        stored = dict(entries)
        self.daemon.drain()
        repeated += sum(stored.get(n) != name for n, name in self.daemon.heard)
        for listener in self.listeners:
            listener.finish(len(self.served))
            m, r = self.compare(listener.got, ordered=False)
            missing, repeated = missing + m, repeated + r
            repeated += sum(stored.get(n) != name for n, name in listener.got)
        return missing, repeated

    def compare(self, got, ordered=True):
        numbers, names = [n for n, _ in got], [name for _, name in got]
        gaps = 0
        if ordered:  # events of feeds have numbers too
            numbers = sorted(numbers + [n for n, _ in self.daemon.replay("feed/")])
            gaps = sum(b != a + 1 for a, b in zip([0] + numbers, numbers))
        for feed in self.names:  # in order on each topic
            own = [n for n, name in got if name.startswith(feed + "/")]
            gaps += sum(b <= a for a, b in zip(own, own[1:]))
        return (len(self.served - set(names)) + gaps,
                len(names) - len(set(names)) + len(set(names) - self.served))

    def words(self):
        return self.daemon.words()

    def path(self, suffix=""):
        return f"{self.folder}/journal.db{suffix}"

    def close(self):
        for listener in self.listeners:
            listener.ending = True
        for listener in self.listeners:
            if listener.is_alive():
                listener.join(5)
        self.daemon.close()
        self.publisher.close()
        subprocess.run(["umount", "-l", self.folder], stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)
        if os.path.exists(f"{self.folder}.stderr"):
            os.unlink(f"{self.folder}.stderr")


# ------------------------------------------------------------------ what happens to a daemon at work

def kill(bench, rng, long):
    """SIGKILL at random instants under load."""
    rounds, whole = 100 if long else 12, 0.05
    bench.start()
    bench.listen()
    for turn in range(rounds):
        bench.serve(3)
        began = time.monotonic()
        if turn % 5 == 4:  # a round that ends by itself says how long one takes
            bench.daemon.advance(ROUND)
            whole = time.monotonic() - began
        else:
            bench.daemon.tell_to_advance(ROUND)
            time.sleep(rng.uniform(0, 1.5 * whole))
        bench.daemon.kill()
        bench.daemon.start()
    bench.turn(3)
    return f"{rounds} kills"


def pause(bench, _rng, long):
    """SIGSTOP in the middle of work."""
    seconds = 10 if long else 4
    bench.start()
    listener = bench.listen()
    bench.turn(20)
    bench.serve(40)
    bench.daemon.tell_to_advance(ROUND)
    time.sleep(0.02)
    bench.daemon.process.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    bench.daemon.process.send_signal(signal.SIGCONT)
    bench.daemon.wait_until_advanced()
    bench.turn(20)
    if not listener.silences:
        raise Failed("the client did not notice the silence")
    return f"stopped for {seconds} s"


def stall(bench, _rng, long):
    """A subscriber that does not read loses its whole tail, and heals it; nobody else notices."""
    rounds = 60 if long else 12
    bench.daemon.publish = ", high_water: 100"
    bench.start()
    other = bench.listen()
    stalled = Listener(bench.folder, high_water=10)
    list(stalled.client.step(3))  # connected
    for _ in range(rounds):
        bench.turn(KEPT)
    live = 0
    while stalled.client.socket.poll(300):
        live += stalled.client.socket.recv_multipart()[0].startswith(b"item/")
    bench.listeners.append(stalled)
    stalled.start()
    if live >= len(bench.served):
        raise Failed("it lost nothing: this play proves nothing")
    return f"{len(bench.served) - live} of {len(bench.served)} lost live, {other.silences} silences"


def burst(bench, _rng, long):
    """Everything at once."""
    each = 5000 if long else 500
    bench.names = [f"f{n}" for n in range(10)]
    bench.daemon.feeds = [f"{{id: {f}, url: '{bench.publisher.url}/doc/{f}', every: 10m}}" for f in bench.names]
    for feed in bench.names:
        bench.publisher.put(feed, document(feed, 1, 0))
    bench.start()
    bench.listen()
    bench.daemon.crank_patience(600)
    began = time.monotonic()
    bench.turn(each)
    seconds = time.monotonic() - began
    return f"{len(bench.served)} items in {seconds:.1f} s, {len(bench.served) / seconds:.0f} items/s"


def late(bench, _rng, long):
    """Subscribers who join while the daemon is at work, and want all from the beginning."""
    rounds = 20 if long else 5
    bench.start()
    for turn in range(rounds):
        bench.serve(KEPT)
        bench.daemon.tell_to_advance(ROUND)
        if turn % 5 == 2:
            time.sleep(0.02)
            bench.listen()
        bench.daemon.wait_until_advanced()
    return f"{len(bench.listeners)} joined late"


def clock(bench, _rng, long):
    """The clock is stepped back and forth by a day, at work and over a restart."""
    day, rounds = 24 * 3600 * 1000, 8 if long else 2
    bench.start()
    bench.listen()
    for turn in range(rounds):
        for step in (day, -day, -day, day):
            bench.daemon.step(step)
            bench.serve(5)
            bench.daemon.advance(ROUND)
        bench.daemon.stop()
        bench.daemon.now += day if turn % 2 else -day
        bench.daemon.start()
        bench.serve(5)
        bench.daemon.advance(ROUND)
    if turn % 2 == 0:
        bench.daemon.advance(2 * day)
    bench.daemon.advance(2 * day)  # whoever waits for yesterday's tomorrow is polled at last
    return f"{4 * rounds} steps, {rounds} restarts"


def reload(bench, _rng, long):
    """A reload every 100 ms under load, every second one with a broken configuration."""
    seconds = 60 if long else 6
    bench.start()
    bench.listen()
    with open(f"{bench.folder}/assayd.yaml", encoding="utf-8") as file:
        good = file.read()
    ending, sent = threading.Event(), [0]

    def reload_often():
        while not ending.wait(0.1):
            sent[0] += 1
            more = f"scorers: {{tone: {{words: {{result: {sent[0] % 7 - 3}}}}}}}\n" if sent[0] % 2 else "no_such_key: 1\n"
            with open(f"{bench.folder}/next", "w", encoding="utf-8") as file:
                file.write(good + more)
            os.replace(f"{bench.folder}/next", f"{bench.folder}/assayd.yaml")
            bench.daemon.process.send_signal(signal.SIGHUP)

    thread = threading.Thread(target=reload_often)
    thread.start()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        bench.turn(5)
    ending.set()
    thread.join()
    time.sleep(1)
    taken, refused = (bench.words().count(mark) for mark in ("reloaded generation=", "reload failed;"))
    if not taken or not refused:
        raise Failed(f"{taken} taken, {refused} refused: this play proves nothing")
    tones = {}
    for _, event in bench.daemon.replay():
        made_by = event["data"]["provenance"]["config_sha256"]
        text = event["data"]["item"]["title"].split()[-1]
        tones.setdefault((made_by, int(text) % 9), set()).add(event["data"]["overall_sentiment_score"])
    if any(len(scores) > 1 for scores in tones.values()):
        raise Failed("one configuration gave one text two scores")
    return f"{sent[0]} sent, {taken} taken, {refused} refused"


def library(bench, name):
    """A file beside the daemon's own that only tests load."""
    return os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(bench.options.assayd))), "lib", name)


def crash_twice(bench):
    for _ in range(2):
        bench.daemon.tell_to_advance(ROUND)
        bench.daemon.process.wait(PATIENCE)
        bench.daemon.process = None
        bench.daemon.drain()
        bench.daemon.start()
    bench.daemon.advance(ROUND)


def edited(feed, first, last, gloomy):
    """The same document, with another result for some."""
    text = document(feed, first, last).decode()
    for n in gloomy:
        text = text.replace(f"result number {n}</title><description>Profit rose {n % 9 + 1}% but costs climbed",
                            f"heavy loss number {n}</title><description>Shares slump after a profit warning")
    return text.encode()


def edit(bench, rng, long):
    """Items are edited for the worse, and the daemon killed meanwhile: one revision of each, no more."""
    rounds, whole = 40 if long else 8, 0.05
    bench.daemon.lines.append("revisions: {pause: 0s, per_poll: 100}")
    bench.start()
    bench.turn(30)
    listener, gloomy = bench.listen(), []
    for turn in range(rounds):
        gloomy += [3 * turn % 30 + 1]
        for feed in bench.names:
            bench.publisher.put(feed, edited(feed, 1, bench.upto, gloomy))
        began = time.monotonic()
        if turn % 4 == 3:
            bench.daemon.advance(ROUND)
            whole = time.monotonic() - began
        else:
            bench.daemon.tell_to_advance(ROUND)
            time.sleep(rng.uniform(0, 1.5 * whole))
        bench.daemon.kill()
        bench.daemon.start()
    bench.daemon.advance(3 * ROUND)
    items = {}
    for _, event in bench.daemon.replay():
        items.setdefault(name_of(event), []).append(event)
    for name, events in items.items():
        player.check_revisions(events)
        wanted = 1 + (int(name.split("-")[1]) in gloomy)
        if len(events) != wanted:
            raise Failed(f"{name} came out {len(events)} times, not {wanted} times")
    listener.finish(len(bench.served) + len(set(gloomy)) * len(bench.names))
    if sorted(n for n, _ in listener.got) != list(range(1, len(listener.got) + 1)) or \
            len(listener.got) != sum(len(events) for events in items.values()):
        raise Failed(f"the client handed over {len(listener.got)} messages")
    bench.listeners.remove(listener)
    return f"{rounds} kills, {len(set(gloomy)) * len(bench.names)} items edited"


def poison(bench, _rng, _long):
    """An item that crashes a scorer: quarantined after two crashes, and the rest goes on."""
    liar = library(bench, "test-scorers/liar.so")
    bench.daemon.lines.append(f"scorers: {{tone: {{}}, reliability: {{}}, mine: {{plugin: {liar}, lie: crash}}}}")
    bench.start()
    bench.turn(5)
    bench.serve(5)
    bad = document("f0", 1, bench.upto).replace(b"reports result number 8<", b"sells poison<")
    bench.publisher.put("f0", bad)
    crash_twice(bench)
    bench.served.remove("f0/f0-8")
    bench.daemon.wait_for("an item that brings the program down is left out")
    events = [event for _, event in bench.daemon.replay("feed/f0/")]
    if [(e["event"], "f0-8" in e["text"]) for e in events] != [("quarantined", True)]:
        raise Failed(f"the feed's topic says {events}")
    bench.daemon.stop()
    bench.daemon.start()
    return "2 crashes, then left out"


def relapse(bench, _rng, _long):
    """An item that came out crashes a scorer once a later one is of its story: no more than twice."""
    liar = library(bench, "test-scorers/liar.so")
    bench.daemon.lines.append(f"scorers: {{tone: {{}}, reliability: {{}}, mine: {{plugin: {liar}, lie: relapse}}}}")
    bench.start()
    bench.turn(5)
    for feed, file in (("f0", "harbour.xml"), ("f1", "herald.xml")):
        with open(f"{player.HERE}/feeds/{file}", "rb") as document_of_it:
            bench.publisher.put(feed, document_of_it.read())
        if feed == "f0":
            bench.daemon.advance(ROUND)
    crash_twice(bench)
    if not [e for _, e in bench.daemon.replay() if name_of(e) == "f1/r1"]:
        raise Failed("what came with it never came out")
    said = subprocess.run([bench.options.assayd, "trace", "h1", "--config", f"{bench.folder}/assayd.yaml"],
                          capture_output=True, text=True, timeout=60, check=False).stdout
    if "judging it anew brought the program down" not in said:
        raise Failed(f"assayd trace says {said}")
    return "2 crashes, then not judged again"


def make_parser_brittle(bench):
    bench.daemon.environment = dict(os.environ, LD_PRELOAD=library(bench, "test-support/brittle-parser.so"),
                                    ASAN_OPTIONS="verify_asan_link_order=0")


def quicksand(bench, _rng, _long):
    """An article's page that crashes the HTML parser: its item is left out after two crashes."""
    make_parser_brittle(bench)
    bench.daemon.lines.append("defaults: {full_text: auto}")
    bench.start()
    bench.turn(5)
    with open(f"{player.HERE}/feeds/teaser-one.xml", "rb") as teaser:
        bench.publisher.put("f0", teaser.read().replace(b"{url}", bench.publisher.url.encode()))
    with open(f"{player.HERE}/feeds/ferry.html", "rb") as page:
        bench.publisher.put("ferry", page.read().replace(b"miserable", b"quicksand"), "text/html")
    crash_twice(bench)
    bench.daemon.wait_for("an item that brings the program down is left out")
    expect_events(bench, [("quarantined", True)], "pier-30")
    return "2 crashes, then left out"


def venom(bench, _rng, _long):
    """A document that crashes the XML parser: left unread after two crashes, until it changes."""
    make_parser_brittle(bench)
    bench.start()
    bench.turn(5)
    bench.serve(5)
    bad = document("f0", 1, bench.upto).replace(b"<title>f0<", b"<title>f0 and venom<")
    bench.publisher.put("f0", bad)
    crash_twice(bench)
    name = f"document {hashlib.sha256(bad).hexdigest()}"
    for arguments in (["feeds", "f0"], ["trace", "f0-8"]):
        said = subprocess.run([bench.options.assayd, *arguments, "--config", f"{bench.folder}/assayd.yaml"],
                              capture_output=True, text=True, timeout=60, check=False).stdout
        if f"in quarantine: reading the {name} brought the program down" not in said:
            raise Failed(f"assayd {arguments[0]} says {said}")
    bench.daemon.advance(3 * ROUND)
    expect_events(bench, [("quarantined", True), ("failing", True)], name)
    bench.turn(5)
    bench.daemon.advance(9 * ROUND)  # a feed that fails waits longer
    expect_events(bench, [("quarantined", True), ("failing", True), ("recovered", False)], name)
    return "2 crashes, left unread, read once it changed"


def expect_events(bench, wanted, name):
    events = [event for _, event in bench.daemon.replay("feed/f0/")]
    if [(e["event"], name in e["text"]) for e in events] != wanted:
        raise Failed(f"the feed's topic says {events}")


# ------------------------------------------------------------------ what happens to its disk

def full_disk(bench, _rng, _long):
    """No room left: polling pauses, readiness says so, nothing is lost."""
    small = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", bench.folder],
                           stderr=subprocess.DEVNULL, check=False).returncode == 0
    if not small:  # a limit on the size of files does as well
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    bench.daemon.log_path = f"{bench.folder}.stderr"
    bench.start()
    bench.listen()
    bench.turn(10)
    if small:
        with open(f"{bench.folder}/ballast", "wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                pass
    else:
        resource.prlimit(bench.daemon.process.pid, resource.RLIMIT_FSIZE,
                         (os.path.getsize(bench.path("-wal")), resource.RLIM_INFINITY))
    bench.serve(KEPT)
    bench.daemon.tell_to_advance(ROUND)
    bench.daemon.wait_for("the journal cannot be written; polling waits")
    time.sleep(2)
    if bench.daemon.process.poll() is not None:
        raise Failed("the daemon ended")
    if small:  # a start finds it full as well, and waits
        bench.daemon.kill()
        bench.daemon.start()
        bench.daemon.tell_to_advance(ROUND)
        bench.daemon.wait_for("the journal cannot be written; polling waits", 2)
    if small:
        os.unlink(f"{bench.folder}/ballast")
    else:
        resource.prlimit(bench.daemon.process.pid, resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    bench.daemon.wait_until_advanced()
    bench.daemon.wait_for("the journal can be written again")
    if bench.words().count("the journal cannot be written") != 1 + small:
        raise Failed("it was told more than once")
    bench.turn(5)
    return "tmpfs of 4 MiB, killed and started while full" if small else "limited file size"


def begin_damage(bench):
    bench.start()
    for _ in range(3):
        bench.turn(20)
    return dict((n, name) for n, name in ((s, name_of(e)) for s, e in bench.daemon.replay()))


def expect_refusal(bench, status, *words):
    """The daemon must not start, and must say why, naming file and way out."""
    said = bench.daemon.refuse()
    if said[0] != status or not all(word in said[1] for word in words + (bench.path(),)):
        raise Failed(f"ended with {said[0]}, not {status}, and said: {said[1]}")


def put_aside(bench):
    """The way out of docs/wire.md: the witness stays."""
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(bench.path(suffix)):
            os.replace(bench.path(suffix), f"{bench.folder}/aside{suffix}")


def expect_numbers_go_on(bench, before):
    """A new journal begins behind the old numbers, under a new epoch."""
    bench.daemon.start()
    bench.turn(5)
    entries = bench.daemon.replay()
    if not entries or entries[0][0] <= max(before):
        raise Failed(f"numbers were given again: {entries[:1]} after {max(before)}")
    if "a new epoch begins" not in bench.words():
        raise Failed("the new epoch was not named")


def truncated(bench, _rng, _long):
    """The file is cut in half; then to nothing."""
    before = begin_damage(bench)
    bench.daemon.stop()
    os.truncate(bench.path(), os.path.getsize(bench.path()) // 2)
    expect_refusal(bench, 65, "damaged", "docs/wire.md")
    put_aside(bench)
    expect_numbers_go_on(bench, before)
    bench.daemon.stop()
    before = {max(before) + 1: ""}
    os.truncate(bench.path(), 0)
    expect_numbers_go_on(bench, before)
    return "refused with 65, then named"


def torn_log(bench, rng, _long):
    """Killed, and a byte of the write-ahead log flips before the next start."""
    before = begin_damage(bench)
    bench.daemon.kill()
    size = os.path.getsize(bench.path("-wal"))
    flip(bench.path("-wal"), rng.randrange(size // 4, size // 2), rng)
    bench.daemon.start()
    if "were committed but have vanished" not in bench.words():
        raise Failed(f"vanished commits were not named:\n{bench.words()[-2000:]}")
    bench.turn(5)
    for number, event in bench.daemon.replay():
        if number in before and before[number] != name_of(event):
            raise Failed(f"{number} was given to another item")
    return "vanished entries named, none renumbered"


def flip(path, at, rng):
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1 << rng.randrange(8)]))


def flipped(bench, rng, long):
    """Bits of the file flip: refused, named, or harmless; never silent, never renumbered."""
    before = begin_damage(bench)
    bench.daemon.stop()
    sqlite3.connect(bench.path()).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    for suffix in ("", ".witness"):
        shutil.copy(bench.path(suffix), f"{bench.folder}/good{suffix}")
    if flipped_fate(bench, before) != "harmless" or inspect(bench, "check").returncode:
        raise Failed(f"a good journal is called bad: {inspect(bench, 'check').stdout}")
    exported = [json.loads(line) for line in inspect(bench, "export").stdout.splitlines()]
    if [e["sequence"] for e in exported if e["kind"] == "item"] != list(before):
        raise Failed("export does not print what replay hands out")
    fates = {"refused": 0, "named": 0, "harmless": 0}
    for _ in range(60 if long else 8):
        for suffix in ("-wal", "-shm"):
            if os.path.exists(bench.path(suffix)):
                os.unlink(bench.path(suffix))
        for suffix in ("", ".witness"):
            shutil.copy(f"{bench.folder}/good{suffix}", bench.path(suffix))
        for _ in range(3):
            flip(bench.path(), rng.randrange(os.path.getsize(bench.path())), rng)
        fates[flipped_fate(bench, before)] += 1
    shutil.copy(f"{bench.folder}/good", bench.path())
    shutil.copy(f"{bench.folder}/good.witness", bench.path(".witness"))
    return ", ".join(f"{count} {fate}" for fate, count in fates.items())


def inspect(bench, verb):
    return subprocess.run([bench.options.assayd, "journal", verb, bench.path()], capture_output=True,
                          text=True, timeout=60, check=False)


def flipped_fate(bench, before):
    checked = inspect(bench, "check")
    replayed = subprocess.run([bench.options.assayd, "replay", "--json", "--journal", bench.path()],
                              capture_output=True, text=True, timeout=60, check=False)
    got = {}
    for line in replayed.stdout.splitlines():
        event = json.loads(line)
        got[int(event["sequence"])] = name_of(event)
    if any(before.get(n) != name for n, name in got.items()):
        raise Failed("a flipped bit gave an entry another number")
    if replayed.returncode:
        return "refused"
    if got != before and "decayed" not in replayed.stderr and "no longer kept" not in replayed.stderr:
        raise Failed(f"{len(before) - len(got)} entries vanished in silence: {replayed.stderr}")
    if got != before and checked.returncode == 0:
        raise Failed("'assayd journal check' saw nothing")
    return "harmless" if got == before else "named"


def foreign(bench, _rng, _long):
    """A file of somebody else's stands where the journal should."""
    begin_damage(bench)
    bench.daemon.stop()
    put_aside(bench)
    sqlite3.connect(bench.path()).execute("CREATE TABLE diary(page)").connection.close()
    with open(bench.path(), "rb") as file:
        theirs = file.read()
    expect_refusal(bench, 78, "another program")
    with open(bench.path(), "rb") as file:
        if file.read() != theirs:
            raise Failed("it was written to")
    with open(bench.path(), "w", encoding="utf-8") as file:
        file.write("Dear diary " * 100)
    expect_refusal(bench, 78, "no journal")
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(f"{bench.folder}/aside{suffix}"):
            os.replace(f"{bench.folder}/aside{suffix}", bench.path(suffix))
    bench.daemon.start()
    return "refused with 78, untouched"


def second(bench, _rng, _long):
    """A second daemon in the same state directory; then the file is moved away under the first."""
    before = begin_damage(bench)
    said = bench.daemon.refuse(f"{bench.folder}/second")
    if said[0] != 75 or "another assayd uses this journal" not in said[1]:
        raise Failed(f"ended with {said[0]} and said: {said[1]}")
    bench.turn(5)
    os.rename(bench.path(), f"{bench.folder}/elsewhere")
    bench.serve(5)
    bench.daemon.tell_to_advance(ROUND)
    status = bench.daemon.process.wait(PATIENCE)
    bench.daemon.process = None
    if status != 69 or "moved away or replaced" not in bench.words():
        raise Failed(f"ended with {status}:\n{bench.words()[-2000:]}")
    os.rename(f"{bench.folder}/elsewhere", bench.path())
    bench.daemon.start()
    if len(bench.daemon.replay()) < len(before):
        raise Failed("entries are gone")
    return "refused with 75; moved: stopped with 69"


WHOLE = [kill, pause, stall, burst, late, clock, reload, poison, venom, quicksand, full_disk, foreign, second]  # nothing may be lost
TOLD = [edit, relapse]  # they count by themselves
NAMED = [truncated, torn_log, flipped]                         # bytes were destroyed: they are named


def play(fault, options):
    bench = Bench(options)
    began = time.monotonic()
    row = {"fault": fault.__name__.replace("_", " "), "items": "-", "missing": "-", "repeated": "-"}
    try:
        row["what"] = fault(bench, random.Random(f"{options.seed} {fault.__name__}"), options.long)
        if fault in WHOLE:
            row["missing"], row["repeated"] = bench.count()
            row["items"] = len(bench.served)
        row["good"] = fault not in WHOLE or row["missing"] == row["repeated"] == 0
        if not row["good"]:
            row["what"] += "\n" + bench.words()[-2000:]
    except (Failed, AssertionError, OSError, subprocess.TimeoutExpired) as failure:
        words = bench.words()[-3000:] if hasattr(bench.daemon, "log") else ""
        row["good"], row["what"] = False, f"{failure}\n{words}"
    finally:
        bench.close()
    row["seconds"] = time.monotonic() - began
    return row


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    options.add_argument("--long", action="store_true")
    options.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options.add_argument("faults", nargs="*")
    options = options.parse_args()
    if strange := set(options.faults) - {fault.__name__ for fault in WHOLE + TOLD + NAMED}:
        sys.exit(f"there is no fault {', '.join(strange)}")
    print(f"seed {options.seed}")
    print(f"{'fault':<12}{'items':>7}{'missing':>9}{'repeated':>10}{'seconds':>9}  what")
    failed = 0
    for fault in WHOLE + TOLD + NAMED:
        if options.faults and fault.__name__ not in options.faults:
            continue
        row = play(fault, options)
        failed += not row["good"]
        print(f"{row['fault']:<12}{row['items']:>7}{row['missing']:>9}{row['repeated']:>10}"
              f"{row['seconds']:>9.1f}  {'' if row['good'] else 'FAILED: '}{row['what']}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
