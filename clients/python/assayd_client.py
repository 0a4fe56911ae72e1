#!/usr/bin/python3
"""A subscriber to assayd that misses nothing: live messages, healed through replay.

    from assayd_client import Subscriber

    for message in Subscriber("ipc:///run/assayd/items.sock",
                              "ipc:///run/assayd/replay.sock", prefix="item/"):
        print(message.sequence, message.data["data"]["item"]["title"])

Within the daemon's retention window every message of the prefix arrives once, in order on each
topic: what comes live behind a gap waits until replay has filled it. A publisher that is silent is
connected to anew. It knows docs/wire.md and pyzmq, nothing else. One thread."""
import json
import struct
import time
from dataclasses import dataclass

import zmq

HEADER = struct.Struct(">5Q")  # version, epoch, sequence, previous, time in ms
VERSION = 1
HEARTBEAT = b"sys/heartbeat/"
SILENCE = 3.0    # seconds without a heartbeat
REOPEN = 30.0    # seconds between attempts to connect anew, at most
PATIENCE = 5.0   # seconds to wait for a page of the past


class Truncated(Exception):
    """What was missed is no longer kept."""

    def __init__(self, oldest):
        super().__init__(f"truncated, oldest is {oldest}")
        self.oldest = oldest


class NoAnswer(Exception):
    """Nobody answers on the replay endpoint, or the request is refused."""


@dataclass
class Message:
    topic: str
    epoch: int
    sequence: int
    previous: int
    time: float  # seconds since 1970
    body: bytes

    @property
    def data(self):
        return json.loads(self.body)

    @classmethod
    def of(cls, frames):
        """None for a message of another version."""
        if len(frames) != 3 or len(frames[1]) < HEADER.size:
            return None
        version, epoch, sequence, previous, ms = HEADER.unpack_from(frames[1])
        if version != VERSION:
            return None
        return cls(frames[0].decode("ascii"), epoch, sequence, previous, ms / 1000, frames[2])


def show_keys(socket, curve):
    """curve: (the daemon's public key, our public key, our secret one), or None."""
    if curve:
        socket.curve_serverkey, socket.curve_publickey, socket.curve_secretkey = curve


class Past:
    """Pages of the past, from the replay socket. curve: see Subscriber."""

    def __init__(self, endpoint, context=None, curve=None):
        self.endpoint = endpoint
        self.curve = curve
        self.context = context or zmq.Context.instance()
        self.socket = None

    def page(self, **request):
        """(status, messages); request takes from_, to, prefix, limit, bodies."""
        if "from_" in request:
            request["from"] = request.pop("from_")
        frames = self._ask(json.dumps(request).encode())
        status = json.loads(frames[0])
        if status["status"] == "error":
            raise NoAnswer(f"{self.endpoint}: {status.get('text')}")
        messages = (Message.of(frames[at:at + 3]) for at in range(1, len(frames), 3))
        return status, [message for message in messages if message]

    def _ask(self, request):
        if not self.socket:
            self._connect()
        self.socket.send(request)
        if self.socket.poll(PATIENCE * 1000):
            return self.socket.recv_multipart()
        self.close()  # an answer that comes late must not be taken for the next one
        raise NoAnswer(f"{self.endpoint}: nobody answers")

    def _connect(self):
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        show_keys(self.socket, self.curve)
        self.socket.connect(self.endpoint)

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None


class Subscriber:
    """Iterates over messages. since: the first journal entry wanted, 0 for all; None: from now on.
    check: seconds between looks at what a moving head may have hidden.

    curve: (the daemon's public key, our public key, our secret one) where the daemon asks for keys;
    zmq.auth.load_certificate reads them from what `assayd keygen` made.

    on_silence(True) is called when the publisher falls silent, on_silence(False) when it is back;
    on_deaf(error) when replay does not answer, which is tried again; on_epoch() when the journal
    became another one; on_truncated(oldest) when what was missed is no longer kept: left alone it
    raises Truncated, and a new iteration goes on behind the hole."""

    def __init__(self, live, replay=None, prefix="item/", since=None, check=5.0, on_silence=None,
                 on_deaf=None, on_epoch=None, on_truncated=None, context=None, curve=None):
        self.context = context or zmq.Context.instance()
        self.live, self.curve = live, curve
        self.prefix = prefix
        self.check = check
        self.past = Past(replay, self.context, curve) if replay else None
        self.on_silence = on_silence or (lambda silent: None)
        self.on_deaf = on_deaf or (lambda error: None)
        self.on_epoch = on_epoch or (lambda: None)
        self.on_truncated = on_truncated or self._raise_truncated
        self.base = None if since is None else max(since, 1) - 1  # all up to here was handled
        self.last = {}     # topic: last number handled without a gap, where that is beyond base
        self.epoch = None
        self.check_at = 0.0
        self.beat_at = time.monotonic()
        self.silent = self.deaf = False
        self.patience, self.reopen_at = SILENCE, 0.0
        self.socket = self._open()

    def _open(self):
        socket = self.context.socket(zmq.SUB)
        socket.setsockopt(zmq.RCVHWM, 100000)
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.SUBSCRIBE, HEARTBEAT)
        socket.setsockopt(zmq.SUBSCRIBE, self.prefix.encode())
        show_keys(socket, self.curve)
        socket.connect(self.live)
        return socket

    def close(self):
        self.socket.close()
        if self.past:
            self.past.close()

    def __iter__(self):
        while True:
            yield from self.step()

    def step(self, seconds=1.0):
        """The messages of at most one live message and of what must be healed before it."""
        if not self.socket.poll(max(0, seconds) * 1000):
            self._notice_silence()
            return
        message = Message.of(self.socket.recv_multipart())
        if not message:
            return
        self._meet_epoch(message)
        if message.topic.encode() == HEARTBEAT:
            yield from self._meet_heartbeat(message)
        else:
            yield from self._meet_message(message)

    @staticmethod
    def _raise_truncated(oldest):
        raise Truncated(oldest)

    def _handled(self, topic):
        return max(self.base, self.last.get(topic, 0))

    def _notice_silence(self):
        now = time.monotonic()
        if now - self.beat_at < SILENCE or (self.silent and now < self.reopen_at):
            return
        # libzmq does not try again where it was refused, and may wait long on a dead connection
        self.socket.close()
        self.socket = self._open()
        self.reopen_at = now + self.patience
        self.patience = min(2 * self.patience, REOPEN)
        if not self.silent:
            self.silent = True
            self.on_silence(True)

    def _meet_epoch(self, message):
        if self.epoch not in (None, message.epoch):
            if self.base is not None and message.sequence < self.base:
                self.base, self.last = 0, {}  # numbers began anew
            self.check_at = 0.0
            self.on_epoch()
        self.epoch = message.epoch

    def _meet_heartbeat(self, beat):
        again, self.silent = self.silent, False
        self.beat_at, self.patience = time.monotonic(), SILENCE
        if again:
            self.on_silence(False)
        if self.base is None:
            self.base = beat.sequence
        if beat.sequence > self.base and (again or time.monotonic() >= self.check_at):
            yield from self._check(beat.sequence)

    def _meet_message(self, message):
        if self.base is None:
            self.base = message.sequence - 1
        if self._is_ahead(message) and not (self.deaf and time.monotonic() < self.check_at):
            yield from self._heal(self.base + 1, message.sequence - 1)
        if message.sequence > self._handled(message.topic) and not self._is_ahead(message):
            self.last[message.topic] = message.sequence
            yield message

    def _is_ahead(self, message):
        """A gap lies before it. It is let go: replay brings it in its order, once that answers."""
        return self.past and message.previous > self._handled(message.topic)

    def _check(self, head):
        """Asks for numbers alone; what we do not know of is fetched."""
        if not self.past:
            return
        missing = self._first_missing(head)
        if missing:
            yield from self._heal(missing, head)

    def _first_missing(self, head):
        for status, messages in self._pages(self.base + 1, head, bodies=False):
            for message in messages:
                if message.sequence > self._handled(message.topic):
                    return message.sequence
            self._advance(status, head)
        return None

    def _heal(self, at, to):
        """Yields what replay has of (at, to) and we have not."""
        for status, messages in self._pages(at, to):
            if status["status"] == "truncated" and status["oldest"] > self.base + 1:
                self.base = status["oldest"] - 1
                self.on_truncated(status["oldest"])
            for message in messages:
                if message.sequence > self._handled(message.topic):
                    self.last[message.topic] = message.sequence
                    yield message
            self._advance(status, to)

    def _pages(self, at, to, **how):
        """Ends early where replay does not answer; a later heartbeat asks again."""
        while at:
            try:
                status, messages = self.past.page(from_=at, to=to, prefix=self.prefix, **how)
            except NoAnswer as error:
                self.check_at = time.monotonic() + self.check
                if not self.deaf:
                    self.deaf = True
                    self.on_deaf(error)
                return
            self.deaf = False
            yield status, messages
            at = status["next"]

    def _advance(self, status, to):
        done = status["next"] - 1 if status["next"] else min(to, status["head"])
        self.base = max(self.base, done)
        if not status["next"]:
            self.check_at = time.monotonic() + self.check
            self.last = {topic: n for topic, n in self.last.items() if n > self.base}
