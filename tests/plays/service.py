#!/usr/bin/python3
"""What a service manager sees of the daemon, and what a reload brings with it.

    service.py --assayd BIN

The manager is this file: a socket as NOTIFY_SOCKET names it. tests/boot does the same with systemd's own."""
import argparse
import json
import os
import shutil
import signal
import socket
import struct
import sys
import time

import zmq

from faults import ROUND, Bench, library
from player import PATIENCE, Failed


class Manager:
    """The other end of sd_notify."""

    def __init__(self, bench, **environment):
        path = f"{bench.folder}/notify"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        bench.daemon.environment = os.environ | {"NOTIFY_SOCKET": path} | environment

    def hear(self, seconds=PATIENCE):
        """The next thing told, as a dictionary; a status alone is passed over. None: nothing came."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                told = dict(line.split("=", 1) for line in self.socket.recv(4096).decode().splitlines())
            except TimeoutError:
                break
            if set(told) != {"STATUS"}:
                return told
        return None

    def expect(self, *keys):
        told = self.hear()
        must(told and told.keys() >= set(keys), f"it tells {told}, not {keys}")
        return told


def must(good, what):
    if not good:
        raise Failed(what)


def microseconds():
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000


def hang_up(bench, more=""):
    """Writes the configuration with that line more, and asks for a reload."""
    bench.daemon.write_config()
    with open(f"{bench.folder}/assayd.yaml", "a", encoding="utf-8") as file:
        file.write(more)
    bench.daemon.process.send_signal(signal.SIGHUP)


def tells_its_manager(bench):
    manager = Manager(bench)
    bench.start()
    must(manager.expect("READY", "STATUS")["STATUS"] == "4 feeds", "its status is another")
    for more, verdict in (("", "reloaded generation=2"), ("colour: blue\n", "reload failed;")):
        before = microseconds()
        hang_up(bench, more)
        since = int(manager.expect("RELOADING", "MONOTONIC_USEC")["MONOTONIC_USEC"])
        must(before <= since <= microseconds(), f"it reloads since {since}, asked at {before}")
        manager.expect("READY")
        must(verdict in bench.words(), f"it did not say {verdict}")
    bench.daemon.stop()
    manager.expect("STOPPING")
    must(manager.hear(0.1) is None, "it told more than it should")


def starves_the_watchdog_when_a_worker_is_stuck(bench):
    liar = library(bench, "test-scorers/liar.so")
    bench.daemon.lines += [f"scorers: {{mine: {{plugin: {liar}, lie: dawdle}}}}", "workers: 1"]
    manager = Manager(bench, WATCHDOG_USEC="2000000")
    bench.start()
    manager.expect("READY")
    must("WATCHDOG" in manager.expect("WATCHDOG") and manager.hear(3), "it does not feed the watchdog")
    slow = b"<rss version='2.0'><channel><title>f</title><item><guid>1</guid><title>Slowly slowly</title></item></channel></rss>"
    bench.publisher.put("f0", slow.replace(b"Slowly", b"slowly"))
    bench.daemon.tell_to_advance(ROUND)
    bench.daemon.wait_for("the watchdog is left hungry")
    must("workers made no progress" in bench.words(), "it does not say who is stuck")
    bench.daemon.wait_until_advanced()
    while manager.hear(0.01):
        pass
    must(manager.hear(4), "it works again, and does not feed the watchdog")


def takes_many_signals_as_one(bench):
    bench.start()
    for n in range(300):
        if n == 299:
            bench.daemon.lines.append("tickers: {KSTL: {names: [Mill]}}")
        hang_up(bench)
    bench.daemon.wait_for("reloaded generation=")
    bench.daemon.advance(ROUND)
    time.sleep(1)
    count = bench.words().count("reloaded generation=")
    must(count < 150, f"300 signals were {count} reloads")
    bench.turn(1)
    must(all(e["data"]["ticker_sentiment"] for _, e in bench.daemon.replay()), "the last configuration is not in effect")


def loads_the_new_file_at_the_old_path(bench):
    """The YAML stays as it is: only the library is another one."""
    mine = f"{bench.folder}/mine.so"
    shutil.copy(library(bench, "test-scorers/liar.so"), mine)
    bench.daemon.lines.append(f"scorers: {{tone: {{}}, mine: {{plugin: {mine}}}}}")
    bench.start()
    bench.turn(2)
    shutil.copy(library(bench, "test-scorers/liar-newer.so"), f"{mine}.new")
    os.replace(f"{mine}.new", mine)
    bench.turn(2)  # nobody asked for it yet
    hang_up(bench)
    bench.daemon.wait_for("reloaded generation=2")
    bench.turn(2)
    seen = {}
    for _, event in bench.daemon.replay():
        made_by = event["data"]["provenance"]
        version = next(s["version"] for s in made_by["scorers"] if s["id"] == "mine")
        seen.setdefault((made_by["generation"], version), []).append(event)
    must({key: len(events) for key, events in seen.items()} == {(1, "1.0"): 16, (2, "2.0"): 8}, f"judged by {list(seen)}")


def beats_each_second(bench):
    """Each heartbeat says how far the journal is, so that who lost the tail can see it."""
    bench.start()
    bench.turn(2)
    live = zmq.Context.instance().socket(zmq.SUB)
    live.connect(f"ipc://{bench.daemon.folder}/items.sock")
    live.setsockopt(zmq.SUBSCRIBE, b"sys/heartbeat/")
    beats = []
    while len(beats) < 4:
        must(live.poll(PATIENCE * 1000), "no heartbeat")
        _, header, body = live.recv_multipart()
        beats.append((time.monotonic(), struct.unpack(">5Q", header)[2], json.loads(body)["head"]))
    live.close(0)
    must(2 < beats[3][0] - beats[0][0] < 8, f"three seconds took {beats[3][0] - beats[0][0]}")
    must({beat[1:] for beat in beats} == {(8, 8)}, f"the head of 8 items is told as {beats}")


CHECKS = [tells_its_manager, beats_each_second, starves_the_watchdog_when_a_worker_is_stuck, takes_many_signals_as_one,
          loads_the_new_file_at_the_old_path]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    options = options.parse_args()
    options.long = False
    failed = 0
    for check in CHECKS:
        bench = Bench(options)
        try:
            check(bench)
            print(f"ok      {check.__name__}", flush=True)
        except (Failed, OSError) as failure:
            failed += 1
            print(f"FAILED  {check.__name__}: {failure}\n{bench.words()[-2000:]}", flush=True)
        finally:
            bench.close()
    sys.exit(1 if failed else 0)


main()
