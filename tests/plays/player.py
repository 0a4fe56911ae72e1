#!/usr/bin/python3
"""Plays a play: the whole daemon over loopback, under a clock that stands until it is cranked.

    player.py --assayd BIN FILE.play ...

Feeds come from tests/support/feed_server.py over HTTP, items are read from the daemon's ZeroMQ
sockets with pyzmq by code of this file alone. Every item read is validated against the schema, and
its contributions must sum to its scores. A play is lines of words; '#' starts a comment:

    serve NAME FILE [{JSON}]   the feed NAME is feeds/FILE from now on; {"encode": "koi8-r", "type":
                               "text/xml; charset=utf-8"}: in those bytes, with that Content-Type
                               {url}, {url2}, {url3} in it: the server, by three host names
    many NAME COUNT [WORDS]    the feed NAME has COUNT items from now on, each of which says WORDS
    many-but-one NAME COUNT WORDS   only the newest one says WORDS
    answer NAME {JSON}         it answers so (see feed_server.py) from now on; without JSON: well again
    feed NAME [YAML]           the daemon reads it every 15m; YAML: more settings, in braces
    config YAML                a line of assayd.yaml
    start | kill | stop        SIGKILL, or SIGTERM and an exit status of 0
    reload [HOW] [WORDS]       writes assayd.yaml anew, runs 'assayd reload'; HOW: taken, refused, or
                               nobody, that is no daemon; WORDS: in what it says
    forget                     drops the feeds and config lines said so far, before a reload
    advance 15m                cranks the clock; returns when what fell due is committed
    crank 15m until NAME       the same, but goes on once NAME is asked for
    step [-]365d               somebody sets the date, also while the daemon is down; no time passes
    expect items N             so many items in the journal, by replay
    expect sequence A..B       the numbers of all items, in order, none missing, none twice
    expect live N              so many items came by the live socket since the play began
    expect text TITLE feed|page [PROBLEM]
                               whose text of that item was judged, and why it is not the page's
    expect titles TITLE N      so many items have that title
    expect item TITLE [tone|reliability|ticker:T] [<|>|= VALUE] ... [label "L"] [backfilled yes|no]
                               [origins|story_size = N]
    expect revisions ID CAUSE...   of that item: so many behind the first, each for that cause, each with a
                               label that the one before had not
    expect copy TITLE OF       the one is a near copy of the other
    expect story TITLE WITH    both are of one story, and the one is no near copy
    expect requests NAME N     GETs of that feed, or of robots.txt, so far; "N conditional M": M of them conditional
    expect said WORDS          in what the daemon wrote to stderr
    expect told NAME EVENT...  what was told of that feed on its topic, all of it, by replay
    expect alerts NAME N       so many alerts of that name, by replay
    expect output "ARGS" WORDS WORDS are in what `assayd ARGS --config ...` prints; it exits with 0
    expect doctor N [OPTION]   assayd doctor exits with that status (the real clock goes on: what is
                               overdue or not by it says nothing here)
    expect says WORDS          in what it printed
    metrics                    the daemon answers HTTP, for the two below
    expect metric NAME VALUE   in /metrics
    expect ready WORDS         in /readyz, which says 200
    expect unready WORDS       the same, but it says 503
"""
import argparse
import json
import math
import os
import re
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import jsonschema
import zmq

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PATIENCE = 30  # seconds of real time for any one step

with open(os.path.join(ROOT, "schema", "scored-item.schema.json"), encoding="utf-8") as file:
    SCHEMA = jsonschema.Draft202012Validator(json.load(file))


class Failed(Exception):
    pass


def milliseconds(text):
    units = {"ms": 1, "s": 1000, "m": 60000, "h": 3600000, "d": 86400000}
    return sum(int(n) * units[u] for n, u in re.findall(r"(\d+)(ms|s|m|h|d)", text))


def check_item(event, body=None):
    """What holds for every item ever published; body: its bytes, where they are at hand."""
    if body is not None and len(body) > 65536:
        raise Failed(f"a message of {len(body)} bytes")
    SCHEMA.validate(event)
    data = event["data"]
    terms = data.get("explanation", {"terms": [], "other_terms": 0})
    if data["overall_sentiment_score"] is not None:
        total = sum(t["contribution"] for t in terms["terms"] if t["ticker"] is None)
        near(total + terms["other_terms"], data["overall_sentiment_score"], "tone")
    for ticker in data["ticker_sentiment"]:
        if ticker["ticker_sentiment_score"] is not None:
            total = sum(t["contribution"] for t in terms["terms"] if t["ticker"] == ticker["ticker"])
            near(total + ticker["other_terms"], ticker["ticker_sentiment_score"], ticker["ticker"])
    if data["reliability"]["score"] is not None:
        near(sum(s["points"] for s in data["reliability"]["signals"]), data["reliability"]["score"],
             "reliability")


def name_of(event):
    item = event["data"]["item"]
    return f"{item['source']}/{item['id']}"


def labels_of(event):
    data = event["data"]
    return [data["overall_sentiment_label"], data["reliability"]["label"],
            sorted((t["ticker"], t["ticker_sentiment_label"]) for t in data["ticker_sentiment"]),
            [[(c["check"], c["status"]) for c in t["checks"]] for t in data["tables"]]]


def check_revisions(events):
    """What holds for all that ever came out of one item, in order."""
    for number, event in enumerate(events, 1):
        before = events[number - 2] if number > 1 else None
        data, wanted = event["data"], before and before["id"]
        if data["revision"] != number or data["supersedes"] != wanted or not event["id"].endswith(f"#r{number}"):
            raise Failed(f"{event['id']} is revision {data['revision']} and supersedes {data['supersedes']}")
        if (data["cause"] is None) != (number == 1):
            raise Failed(f"the cause of {event['id']} is {data['cause']}")
        if before and labels_of(before) == labels_of(event):
            raise Failed(f"{event['id']} has the labels of the one before: {labels_of(event)}")


def near(got, want, what):
    if not math.isclose(got, want, abs_tol=1e-9):
        raise Failed(f"{what}: contributions sum to {got}, the score is {want}")


def split(line):
    """Words as a shell splits them; what stands in braces is one word, quotes and all."""
    brace = line.find("{")
    if brace < 0 or line.lstrip().startswith(("#", "config")):
        return shlex.split(line, comments=True) if not line.startswith("config ") else \
            ["config", line[len("config "):].rstrip()]
    return shlex.split(line[:brace]) + [line[brace:].strip()]


class Publisher:
    """The web server that the daemon polls."""

    def __init__(self, seconds=280):
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(ROOT, "tests", "support", "feed_server.py"), "--for", str(seconds)] +
            [word for n in (1, 2, 3) for word in ("--bind", f"127.0.0.{n}")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.urls = {b"{url}": self.url.encode()}
        for n in (2, 3):
            self.urls[b"{url%d}" % n] = f"http://127.0.0.{n}:{self.port}".encode()

    def put(self, name, body, kind="text/xml"):
        request = urllib.request.Request(f"{self.url}/_/doc/{name}", data=body, method="PUT",
                                         headers={"Content-Type": kind})
        urllib.request.urlopen(request, timeout=10).close()

    def set_answer(self, name, answer):
        request = urllib.request.Request(f"{self.url}/_/answer/{name}", data=answer.encode(), method="PUT")
        urllib.request.urlopen(request, timeout=10).close()

    def log(self, name):
        path = name if name == "robots.txt" else f"doc/{name}"
        with urllib.request.urlopen(f"{self.url}/_/log?path=/{path}", timeout=10) as answer:
            return json.load(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


class Daemon:
    """assayd run, in a directory of its own."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.lines, self.feeds = [], []
        self.publish = ""  # more of publish:
        self.log_path = f"{folder}/stderr"
        self.process = self.crank = None
        self.now = int(time.time() * 1000)
        self.context = zmq.Context()
        self.live = self.context.socket(zmq.SUB)
        self.live.setsockopt(zmq.RCVHWM, 0)
        self.live.setsockopt(zmq.SUBSCRIBE, b"")
        self.live.connect(f"ipc://{folder}/items.sock")
        self.seen_live = []
        self.heard = []  # (sequence, feed/item) of every live item, over all starts
        self.listen = "off"
        self.environment = None

    def write_config(self):
        feeds = "\n".join(f"  - {feed}" for feed in self.feeds)
        with open(f"{self.folder}/assayd.yaml", "w", encoding="utf-8") as out:
            out.write(f"publish: {{endpoint: 'ipc://{self.folder}/items.sock', "
                      f"replay: 'ipc://{self.folder}/replay.sock'{self.publish}}}\n"
                      f"journal: {{path: {self.folder}/journal.db}}\n"
                      f"http: {{listen: '{self.listen}'}}\n")
            if not any(line.startswith("fetch:") for line in self.lines):
                out.write("fetch: {allow_private: [127.0.0.0/8]}\n")
            if not any(line.startswith("defaults:") for line in self.lines):
                out.write("defaults: {full_text: never}\n")  # links of feeds here lead nowhere
            if self.feeds:
                out.write(f"feeds:\n{feeds}\n")
            out.write("".join(line + "\n" for line in self.lines))

    def start(self):
        self.write_config()
        ours, theirs = socket.socketpair()
        self.log = open(self.log_path, "a+b")
        self.process = subprocess.Popen(
            [self.binary, "run", "--config", f"{self.folder}/assayd.yaml", "--control",
             f"{self.folder}/control.sock", "--crank", f"{theirs.fileno()}:{self.now}"],
            pass_fds=[theirs.fileno()], stderr=self.log, stdout=self.log, env=self.environment)
        theirs.close()
        ours.settimeout(PATIENCE)
        self.ours = ours
        self.crank = ours.makefile("rw", encoding="ascii")
        self.wait_for_heartbeat()

    def refuse(self, sockets=None):
        """(exit status, what it said) of a daemon that must not start; sockets: a prefix of their own."""
        self.write_config()
        path = f"{self.folder}/assayd.yaml"
        if sockets:
            with open(path, encoding="utf-8") as file:
                text = file.read()
            path = f"{self.folder}/second.yaml"
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace(f"ipc://{self.folder}/", f"ipc://{sockets}-"))
        done = subprocess.run([self.binary, "run", "--config", path], capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        return done.returncode, done.stderr

    def crank_patience(self, seconds):
        self.ours.settimeout(seconds)

    def wait_for_heartbeat(self):
        """PUB forgets whoever is late, so nothing begins before it is heard."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise Failed(f"the daemon ended with {self.process.returncode}:\n{self.words()}")
            if self.receive(200) == b"sys/heartbeat/":
                return
        raise Failed("no heartbeat")

    def receive(self, milliseconds_at_most):
        if not self.live.poll(milliseconds_at_most):
            return None
        topic, header, body = self.live.recv_multipart()
        if topic.startswith(b"item/"):
            version, _epoch, sequence, _previous, _time = struct.unpack(">5Q", header)
            event = json.loads(body)
            assert version == 1 and int(event["sequence"]) == sequence, (version, sequence)
            check_item(event, body)
            self.seen_live.append(sequence)
            self.heard.append((sequence, name_of(event)))
        return topic

    def drain(self):
        while self.receive(0) is not None:
            pass

    def tell_to_advance(self, by):
        self.now += by
        self.crank.write(f"advance {by}\n")
        self.crank.flush()

    def advance(self, by):
        self.tell_to_advance(by)
        self.wait_until_advanced()

    def wait_until_advanced(self):
        if self.crank.readline() != "done\n":
            raise Failed(f"the clock could not be advanced:\n{self.words()}")

    def step(self, by):
        """The clock jumps, as by somebody's hand: no timer goes along."""
        self.now += by
        self.crank.write(f"step {by}\n")
        self.crank.flush()
        self.wait_until_advanced()

    def wait_for(self, words, times=1):
        until = time.monotonic() + PATIENCE
        while self.words().count(words) < times:
            if time.monotonic() > until:
                raise Failed(f"the daemon did not say \"{words}\"")
            time.sleep(0.05)

    def words(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.process = None
        self.drain()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        self.process = None
        if status != 0:
            raise Failed(f"the daemon ended with {status}:\n{self.words()}")
        self.drain()

    def replay(self, prefix="item/"):
        """Every entry under the prefix, page by page, as (sequence, event)."""
        asking = self.context.socket(zmq.REQ)
        asking.setsockopt(zmq.LINGER, 0)
        asking.connect(f"ipc://{self.folder}/replay.sock")
        found, start = [], 1
        while start:
            asking.send(json.dumps({"from": start, "prefix": prefix}).encode())
            if not asking.poll(PATIENCE * 1000):
                raise Failed("no answer from replay")
            frames = asking.recv_multipart()
            status = json.loads(frames[0])
            if status["status"] not in ("ok", "truncated"):
                raise Failed(f"replay says {status}")
            for topic, header, body in zip(*[iter(frames[1:])] * 3):
                sequence = struct.unpack(">5Q", header)[2]
                if topic.startswith((b"item/", b"feed/", b"alert/")):
                    event = json.loads(body)
                    if topic.startswith(b"item/"):
                        check_item(event, body)
                    found.append((sequence, event))
            start = status.get("next") or 0
        asking.close()
        return found

    def close(self):
        if self.process:
            self.process.kill()
            self.process.wait(10)
        self.live.close(0)
        self.context.destroy(0)


class Play:
    def __init__(self, binary, path):
        self.path = path
        self.folder = tempfile.mkdtemp(prefix="assayd-play-")
        self.publisher = Publisher()
        self.daemon = Daemon(binary, self.folder)

    def run(self):
        with open(self.path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                words = split(line)
                if not words:
                    continue
                try:
                    getattr(self, "do_" + words[0].replace("-", "_"))(*words[1:])
                except Exception as failure:
                    raise Failed(f"{self.path}:{number}: {line.strip()}\n  {failure!r}\n"
                                 f"--- daemon ---\n{self.tail()}") from failure

    def tail(self):
        try:
            return self.daemon.words()[-4000:]
        except AttributeError:
            return ""

    def do_serve(self, name, file, how="{}"):
        how = json.loads(how)
        with open(os.path.join(HERE, "feeds", file), "rb") as source:
            body = source.read()
        for name_of_server, url in self.publisher.urls.items():
            body = body.replace(name_of_server, url)
        if "encode" in how:
            body = body.decode("utf-8").encode(how["encode"])
        self.publisher.put(name, body, how.get("type", "text/xml"))

    def do_many(self, name, count, *words):
        self.put_many(name, int(count), lambda n: " ".join(words))

    def do_many_but_one(self, name, count, *words):
        self.put_many(name, int(count), lambda n: " ".join(words) if n == int(count) else "")

    def put_many(self, name, count, says):
        items = "".join(f"<item><guid isPermaLink='false'>{n}</guid><title>Item number {n}</title>"
                        f"<description>{says(n)}</description></item>" for n in range(count, 0, -1))
        self.publisher.put(name, f"<rss version='2.0'><channel><title>Many</title>{items}</channel></rss>".encode())

    def do_answer(self, name, answer=""):
        self.publisher.set_answer(name, answer)

    def do_metrics(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.daemon.listen = f"127.0.0.1:{free.getsockname()[1]}"

    def ask_daemon(self, path, status=200):
        try:
            answer = urllib.request.urlopen(f"http://{self.daemon.listen}{path}", timeout=10)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            said = answer.read().decode()
        if answer.status != status:
            raise Failed(f"it says {answer.status}: {said}")
        return said

    def do_feed(self, name, more="{}"):
        inner = more.strip()[1:-1].strip()
        extra = f", {inner}" if inner else ""
        every = "" if "every:" in inner else ", every: 15m"
        self.daemon.feeds.append(f"{{id: {name}, url: '{self.publisher.url}/doc/{name}'{every}{extra}}}")

    def do_config(self, *yaml):
        self.daemon.lines.append(" ".join(yaml))

    def do_start(self):
        self.daemon.start()

    def do_kill(self):
        self.daemon.kill()

    def do_stop(self):
        self.daemon.stop()

    def do_forget(self):
        self.daemon.feeds, self.daemon.lines = [], []

    def do_reload(self, how="taken", *words):
        status, words = {"taken": 0, "refused": 78, "nobody": 69}[how], " ".join(words)
        self.daemon.write_config()
        done = subprocess.run([self.daemon.binary, "reload", "--socket", f"{self.daemon.folder}/control.sock"],
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        if done.returncode != status or words not in done.stderr:
            raise Failed(f"reload ended with {done.returncode} and said: {done.stderr}")

    def do_advance(self, by):
        self.daemon.advance(milliseconds(by))
        self.daemon.drain()

    def do_crank(self, by, _until, name):
        before = len(self.publisher.log(name))
        self.daemon.tell_to_advance(milliseconds(by))
        until = time.monotonic() + PATIENCE
        while len(self.publisher.log(name)) == before:
            if time.monotonic() > until:
                raise Failed(f"{name} was not asked for")
            time.sleep(0.02)

    def do_step(self, by):
        ms = milliseconds(by) * (-1 if by.startswith("-") else 1)
        if self.daemon.process:
            self.daemon.step(ms)
        else:
            self.daemon.now += ms

    def do_expect(self, what, *words):
        getattr(self, "expect_" + what)(*words)

    def expect_items(self, count):
        got = [event["data"]["item"]["title"] for _, event in self.daemon.replay()]
        if len(got) != int(count):
            raise Failed(f"{len(got)} items: {got}")

    def expect_text(self, title, source, problem=None):
        events = [e for _, e in self.daemon.replay() if e["data"]["item"]["title"] == title]
        got = [(e["data"]["item"]["text"]["source"], e["data"]["item"]["text"]["page_problem"])
               for e in events]
        if got != [(source, problem)]:
            raise Failed(f"it is {got}")

    def expect_titles(self, title, count):
        got = [event["data"]["item"]["title"] for _, event in self.daemon.replay()]
        if got.count(title) != int(count):
            raise Failed(f"the titles are {got}")

    def expect_sequence(self, span):
        first, last = map(int, span.split(".."))
        got = [sequence for sequence, _ in self.daemon.replay()]
        if got != list(range(first, last + 1)):
            raise Failed(f"the numbers are {got}")

    def expect_live(self, count):
        until = time.monotonic() + 2
        while len(self.daemon.seen_live) < int(count) and time.monotonic() < until:
            self.daemon.receive(100)
        got = self.daemon.seen_live
        if len(got) != int(count) or sorted(set(got)) != got:
            raise Failed(f"live numbers are {got}")

    def expect_item(self, title, *words):
        events = [e for _, e in self.daemon.replay() if e["data"]["item"]["title"] == title]
        if len(events) != 1:
            raise Failed(f"{len(events)} items have that title")
        data = events[0]["data"]
        words = list(words)
        while words:
            key = words.pop(0)
            if key == "label":
                label = words.pop(0)
                if data["overall_sentiment_label"] != label:
                    raise Failed(f"the label is {data['overall_sentiment_label']}")
                continue
            if key == "backfilled":
                if data["provenance"]["feed"]["backfilled"] != (words.pop(0) == "yes"):
                    raise Failed("it is the other way round")
                continue
            relation, limit = words.pop(0), float(words.pop(0))
            got = self.score(data, key)
            good = got is not None and {"<": got < limit, ">": got > limit, "=": got == limit}[relation]
            if not good:
                raise Failed(f"{key} is {got}")

    def expect_revisions(self, item, *causes):
        events = [e for _, e in self.daemon.replay() if e["data"]["item"]["id"] == item]
        check_revisions(events)
        feed = events[0]["data"]["item"]["source"]
        on_topic = [e for _, e in self.daemon.replay(f"item/{feed}/") if e["data"]["item"]["id"] == item]
        if on_topic != events:
            raise Failed(f"on the feed's own topic there are {len(on_topic)} of {len(events)}")
        got = [e["data"]["cause"] for e in events[1:]]
        if got != list(causes):
            raise Failed(f"its revisions are {got}: {[labels_of(e) for e in events]}")

    def cluster_of(self, title):
        """The event of that title, and what it says of its place."""
        found = [e for _, e in self.daemon.replay() if e["data"]["item"]["title"] == title]
        if len(found) != 1:
            raise Failed(f"{len(found)} items have that title")
        return found[0], found[0]["data"]["cluster"]

    def expect_copy(self, title, of):
        got, want = self.cluster_of(title)[1]["near_duplicate_of"], self.cluster_of(of)[0]["id"]
        if got != want:
            raise Failed(f"it is a copy of {got}, not of {want}")

    def expect_story(self, title, other):
        one, two = self.cluster_of(title)[1], self.cluster_of(other)[1]
        if one["story_id"] != two["story_id"] or one["near_duplicate_of"]:
            raise Failed(f"{one} and {two}")

    @staticmethod
    def score(data, key):
        if key in ("origins", "story_size"):
            return data["cluster"]["independent_origins" if key == "origins" else key]
        if key == "tone":
            return data["overall_sentiment_score"]
        if key == "reliability":
            return data["reliability"]["score"]
        symbol = key.split(":", 1)[1]
        return next((t["ticker_sentiment_score"] for t in data["ticker_sentiment"]
                     if t["ticker"] == symbol), None)

    def expect_requests(self, name, count, word=None, conditional=None):
        log = self.publisher.log(name)
        if len(log) != int(count):
            raise Failed(f"{len(log)} requests")
        if word == "conditional":
            got = sum("if-none-match" in r["headers"] or "if-modified-since" in r["headers"] for r in log)
            if got != int(conditional):
                raise Failed(f"{got} conditional requests")

    def expect_said(self, *words):
        if " ".join(words) not in self.daemon.words():
            raise Failed("it did not say so")

    def expect_told(self, name, *events):
        got = [event for _, event in self.daemon.replay(f"feed/{name}/")]
        if [event["event"] for event in got] != list(events):
            raise Failed(f"told was {got}")

    def expect_output(self, arguments, *words):
        ran = subprocess.run([self.daemon.binary, *shlex.split(arguments), "--config",
                              f"{self.folder}/assayd.yaml"], capture_output=True, text=True, timeout=60)
        if ran.returncode or " ".join(words) not in " ".join(ran.stdout.split()):
            raise Failed(f"exit {ran.returncode}: {ran.stdout}{ran.stderr}")

    def expect_doctor(self, status, *options):
        ran = subprocess.run([self.daemon.binary, "doctor", "--config", f"{self.folder}/assayd.yaml", *options],
                             capture_output=True, text=True, timeout=60)
        self.said = " ".join(ran.stdout.split())
        if ran.returncode != int(status):
            raise Failed(f"exit {ran.returncode}: {ran.stdout}{ran.stderr}")

    def expect_says(self, *words):
        if " ".join(words) not in self.said:
            raise Failed(f"it said {self.said}")

    def expect_metric(self, name, value):
        got = dict(line.rsplit(" ", 1) for line in self.ask_daemon("/metrics").splitlines()
                   if not line.startswith("#"))
        if got["assayd_" + name] != value:
            raise Failed(f"{name} is {got['assayd_' + name]}")

    def expect_alerts(self, name, count):
        """Each names an item that stands before it in the journal."""
        items = {n: e["id"] for n, e in self.daemon.replay()}
        alerts = self.daemon.replay(f"alert/{name}/")
        for number, alert in alerts:
            item = alert["item"]
            if int(alert["sequence"]) != number or items.get(int(item["sequence"])) != item["id"] or \
                    int(item["sequence"]) >= number or alert["alert"] != name:
                raise Failed(f"alert {number} says {alert}")
        if len(alerts) != int(count):
            raise Failed(f"{len(alerts)} alerts: {alerts}")

    def expect_ready(self, *words, status=200):
        got = self.ask_daemon("/readyz", status)
        if " ".join(words) not in got:
            raise Failed(f"it says {got!r}")

    def expect_unready(self, *words):
        self.expect_ready(*words, status=503)

    def close(self):
        self.daemon.close()
        self.publisher.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    options.add_argument("plays", nargs="+")
    given = options.parse_args()
    failed = 0
    for path in given.plays:
        play = Play(given.assayd, path)
        try:
            play.run()
            print(f"ok      {os.path.basename(path)}")
        except Failed as failure:
            failed += 1
            print(f"FAILED  {failure}")
        finally:
            play.close()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
