#!/usr/bin/python3
"""A publisher that loses, falls silent and forgets; whoever listens must have all, once, in order.

    clients.py [--only NAME] -- CLIENT ...     CLIENT is run with LIVE REPLAY SINCE behind it

The publisher here shares no code with assayd: it knows docs/wire.md. A client prints one line a
message, beginning with its number (or JSON that holds it), and speaks of silence on stderr. The same
plays for every client that ships: Python, C, Node and `assayd watch`."""
import argparse
import concurrent.futures
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time

import zmq

PATIENCE = 60  # seconds for anything
TOPICS = ("item/acme/", "item/other/")


class Failed(Exception):
    pass


class Publisher:
    """What assayd is on its sockets, with switches for what goes wrong."""

    def __init__(self, folder):
        self.context = zmq.Context()
        self.live_at, self.replay_at = (f"ipc://{folder}/{name}.sock" for name in ("items", "replay"))
        self.subscriptions, self.asked = 0, 0
        self.beats, self.mood = True, "well"  # or "refuses", "deaf"
        self.beat_at = 0.0
        self.begin_anew(1)
        self.live = self.bind(zmq.XPUB, self.live_at)
        self.replay = self.bind(zmq.ROUTER, self.replay_at)

    def bind(self, kind, endpoint):
        socket = self.context.socket(kind)
        socket.setsockopt(zmq.LINGER, 0)
        socket.bind(endpoint)
        return socket

    def begin_anew(self, epoch):
        self.epoch, self.entries, self.newest, self.oldest = epoch, [], {}, 1

    def commit(self, count, live=True, topic=TOPICS[0]):
        for _ in range(count):
            sequence = len(self.entries) + 1
            frames = self.message(topic, sequence, self.newest.get(topic, 0))
            self.newest[topic] = sequence
            self.entries.append(frames)
            if live:
                self.live.send_multipart(frames)

    def message(self, topic, sequence, previous):
        body = {"sequence": f"{sequence:020}", "time": "2026-11-22T00:43:10Z", "data": {
            "item": {"title": "Shares slump", "source": "acme", "url": None},
            "overall_sentiment_label": None, "reliability": {"score": 0.5, "label": "caution"}}}
        header = struct.pack(">5Q", 1, self.epoch, sequence, previous, 1795300000000)
        return [topic.encode(), header, json.dumps(body, separators=(",", ":")).encode()]

    def turn(self, milliseconds=50):
        if self.beats and time.monotonic() >= self.beat_at:
            self.beat_at = time.monotonic() + 1
            header = struct.pack(">5Q", 1, self.epoch, len(self.entries), 0, 1795300000000)
            self.live.send_multipart([b"sys/heartbeat/", header, b"{}"])
        poller = zmq.Poller()
        poller.register(self.live, zmq.POLLIN)
        poller.register(self.replay, zmq.POLLIN)
        for socket, _ in poller.poll(milliseconds):
            frames = socket.recv_multipart()
            if socket is self.live:
                self.subscriptions += frames[0] == b"\x01item/"
            else:
                self.answer(frames[0], json.loads(frames[-1]))

    def answer(self, peer, request):
        self.asked += 1
        if self.mood == "deaf":
            return
        status = {"status": "ok", "epoch": f"{self.epoch:016x}", "head": len(self.entries),
                  "oldest": self.oldest, "next": None, "lost": [], "damaged": 0}
        if self.mood == "refuses":
            status.update(status="error", text='not now; "next": 7, "oldest":9')
            self.replay.send_multipart([peer, json.dumps(status, separators=(",", ":")).encode()])
            return
        first = request.get("from", self.oldest)
        if first < self.oldest:
            status["status"], first = "truncated", self.oldest
        last = min(request.get("to", len(self.entries)), len(self.entries))
        page = [f for f in self.entries[first - 1:min(last, first + 99)]
                if f[0].decode().startswith(request["prefix"])]
        if first + 99 < last:
            status["next"] = first + 100
        frames = [peer, json.dumps(status, separators=(",", ":")).encode()]
        for topic, header, body in page:
            frames += [topic, header, body if request.get("bodies", True) else b""]
        self.replay.send_multipart(frames)

    def close(self):
        self.live.close()
        self.replay.close()
        self.context.term()


class Client:
    def __init__(self, words, publisher, since):
        self.got, self.said, self.publisher = [], "", publisher
        self.process = subprocess.Popen([*words, publisher.live_at, publisher.replay_at, str(since)],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for reader in (self.read, self.listen):
            threading.Thread(target=reader, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.got.append(int(re.search(r'^\d+|(?<="sequence":")\d+', line)[0]))

    def listen(self):
        for line in self.process.stderr:
            self.said += line

    def wait(self, what, condition, seconds=PATIENCE):
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise Failed(f"{what}: got {self.got[-20:]}\n{self.said}")
            if self.process.poll() is not None:
                raise Failed(f"{what}: it ended with {self.process.returncode}\n{self.said}")
            self.publisher.turn()

    def wait_for(self, numbers):
        self.wait(f"waits for {len(numbers)} messages", lambda: len(self.got) >= len(numbers))
        until = time.monotonic() + 1.2  # for any that come twice
        while time.monotonic() < until:
            self.publisher.turn()
        if self.got != list(numbers):
            raise Failed(f"wanted {list(numbers)[-20:]}, got {self.got[-20:]}\n{self.said}")

    def close(self):
        self.process.kill()
        self.process.wait()


def joins_late(p, start):
    """All from the beginning, page by page; then what comes."""
    p.commit(250)
    c = start(1)
    c.wait_for(range(1, 251))
    p.commit(3)
    c.wait_for(range(1, 254))


def misses_some(p, start):
    """A message names the one before it."""
    p.commit(1)
    c = start(1)
    c.wait_for([1])
    p.commit(120, live=False)
    p.commit(2)
    c.wait_for(range(1, 124))


def loses_its_tail(p, start):
    """Nothing but heartbeats come: the head has moved."""
    p.commit(1)
    c = start(1)
    c.wait_for([1])
    p.commit(5, live=False)
    p.commit(5, live=False, topic=TOPICS[1])
    c.wait_for(range(1, 12))


def hears_another_topic(p, start):
    """What others lost must not pass for handled."""
    p.commit(1)
    c = start(1)
    c.wait_for([1])
    p.mood = "refuses"
    p.commit(3, live=False)
    p.commit(1, topic=TOPICS[1])
    c.wait("the other topic goes on", lambda: len(c.got) == 2)
    p.mood = "well"
    c.wait("the rest", lambda: len(c.got) == 5)
    if c.got != [1, 5, 2, 3, 4]:
        raise Failed(f"got {c.got}")


def is_refused(p, start):
    """Replay refuses for a while, and messages go on: none twice, none before its turn."""
    p.commit(1)
    c = start(1)
    c.wait_for([1])
    p.mood = "refuses"
    p.commit(3, live=False)
    asked = p.asked
    while p.asked < asked + 3:
        p.commit(1)
        p.turn(300)
    p.mood = "well"
    c.wait_for(range(1, len(p.entries) + 1))


def is_not_answered(p, start):
    """The same, but replay says nothing at all."""
    p.commit(1)
    c = start(1)
    c.wait_for([1])
    p.mood = "deaf"
    p.commit(3, live=False)
    asked = p.asked
    while p.asked < asked + 2:
        p.commit(1)
        p.turn(300)
    p.mood = "well"
    c.wait_for(range(1, len(p.entries) + 1))


def falls_silent(p, start):
    """No heartbeats, though the connection stands: it is said, and opened anew."""
    p.commit(1)
    c = start(1)
    c.wait_for([1])
    before, p.beats = p.subscriptions, False
    c.wait("the silence is told", lambda: re.search("silent|no heartbeat", c.said))
    c.wait("it connects anew", lambda: p.subscriptions > before)
    p.commit(3, live=False)
    p.beats = True
    c.wait_for([1, 2, 3, 4])
    c.wait("that it is back is told", lambda: "back" in c.said)


def begins_anew(p, start):
    """Another journal, whose numbers begin anew."""
    p.commit(10)
    c = start(1)
    c.wait_for(range(1, 11))
    p.begin_anew(2)
    p.commit(3)
    c.wait_for([*range(1, 11), 1, 2, 3])


def comes_too_late(p, start):
    """What it missed is no longer kept: the rest comes all the same."""
    p.commit(1)
    c = start(1)
    c.wait_for([1])
    p.commit(20, live=False)
    p.oldest = 10
    p.commit(1)
    c.wait_for([1, *range(10, 23)])


PLAYS = [joins_late, misses_some, loses_its_tail, hears_another_topic, is_refused, is_not_answered,
         falls_silent, begins_anew, comes_too_late]


def run(play, words):
    folder = tempfile.mkdtemp(prefix="assayd-clients-")
    publisher, clients = Publisher(folder), []

    def start(since):
        clients.append(Client(words, publisher, since))
        return clients[-1]

    try:
        play(publisher, start)
    finally:
        for client in clients:
            client.close()
        publisher.close()
        shutil.rmtree(folder, ignore_errors=True)


def tell(play, words):
    began = time.monotonic()
    try:
        run(play, words)
        print(f"ok      {play.__name__} ({time.monotonic() - began:.1f} s)", flush=True)
        return True
    except Failed as failure:
        print(f"FAILED  {play.__name__}: {failure}", flush=True)
        return False


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--only")
    options.add_argument("client", nargs="+")
    options = options.parse_args()
    wanted = [play for play in PLAYS if options.only in (None, play.__name__)]
    if not wanted:
        sys.exit(f"the plays are {', '.join(play.__name__ for play in PLAYS)}")
    with concurrent.futures.ThreadPoolExecutor(3) as pool:  # they mostly wait
        good = list(pool.map(lambda play: tell(play, options.client), wanted))
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
