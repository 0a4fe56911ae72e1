#!/usr/bin/python3
"""What polling costs: FEEDS feeds under as many host names, one round of a 15-minute interval.

    bench/round.py --assayd build/release/bin/assayd [--feeds 10000] [--real] [--every 900] [--with YAML]

A publisher of its own (bench/publisher.py: HTTPS on loopback, a certificate of its own authority beside the
system's bundle) serves 20 items a feed with an ETag; then each twentieth feed has 20 new items and all
others answer 304. Measured is that second round: the daemon's CPU time as a share of one core over the
interval, resident memory at its end and at most, and how late each poll began. What is 1.5 % of a core and
48 MiB is said as a ratio of those. A busy machine makes CPU times read too high, so bench_tls, beside the
daemon, says before and after what libcurl alone takes for a new connection to the same server.

Without --real the daemon's clock is cranked, so that a round takes as long as it takes, one poll after the
other; --idle seconds of real time with nothing due are measured before and reckoned in. With --real a round
lasts its interval (and the jitter behind it): a shorter one with fewer feeds has as many polls a second. Names are *.feeds.localhost, which libcurl resolves by itself: looking names up is
not in the figures, nor is a network.
"""
import argparse
import datetime
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TICKS = os.sysconf("SC_CLK_TCK")


def authority(folder):
    """ca.pem, server.pem (certificate and key), bundle.pem (the system's and ours)."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/CN=bench")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "leaf.key",
            "-out", "leaf.csr", "-subj", "/CN=feeds.localhost")
    with open(f"{folder}/names", "w", encoding="ascii") as out:
        out.write("subjectAltName=DNS:*.feeds.localhost\n")
    openssl("x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "leaf.pem")
    for name, parts in (("server.pem", ("leaf.pem", "leaf.key")),
                        ("bundle.pem", ("/etc/ssl/certs/ca-certificates.crt", "ca.pem"))):
        with open(f"{folder}/{name}", "wb") as out:
            for part in parts:
                with open(os.path.join(folder, part), "rb") as file:
                    out.write(file.read())


def bare_connection(options, folder, port):
    """Milliseconds of CPU; None where bench_tls was not built."""
    bench = os.path.join(os.path.dirname(os.path.abspath(options.assayd)), "bench_tls")
    if not os.path.exists(bench):
        return None
    out = subprocess.run([bench, str(port), f"{folder}/bundle.pem", "300"], capture_output=True, text=True, check=True)
    return float(out.stdout)


class Publisher:
    def __init__(self, folder):
        self.process = subprocess.Popen([sys.executable, os.path.join(HERE, "publisher.py"), f"{folder}/server.pem"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def tell(self, word):
        """One line in, one line out: what was asked since the last one."""
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


class Daemon:
    def __init__(self, binary, folder, port, options):
        feeds, real = options.feeds, options.real
        self.binary, self.config = binary, f"{folder}/assayd.yaml"
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(f"publish: {{endpoint: 'ipc://{folder}/items.sock', replay: 'ipc://{folder}/replay.sock'}}\n"
                      f"journal: {{path: {folder}/journal.db}}\nhttp: {{listen: off}}\n"
                      f"fetch: {{allow_private: [127.0.0.0/8]}}\n{options.more}\n"
                      f"defaults: {{every: {options.every}s, full_text: never, connection: {{authorities: {folder}/bundle.pem}}}}\n"
                      "feeds:\n")
            out.writelines(f"  - {{id: f{n}, url: 'https://h{n}.feeds.localhost:{port}/{n}'}}\n" for n in range(feeds))
        command = [binary, "run", "--config", self.config]
        self.crank = None
        theirs = []
        if not real:
            ours, other = socket.socketpair()
            theirs = [other.fileno()]
            command += ["--crank", f"{other.fileno()}:{int(time.time() * 1000)}"]
            self.crank = ours.makefile("rw", encoding="ascii")
        self.log = open(f"{folder}/log", "wb")
        self.process = subprocess.Popen(command, pass_fds=theirs, stderr=self.log, stdout=self.log)

    def advance(self, seconds):
        self.crank.write(f"advance {seconds * 1000}\n")
        self.crank.flush()
        assert self.crank.readline() == "done\n", "the daemon is gone"

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self, key):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith(key + ":"))

    def feeds(self):
        out = subprocess.run([self.binary, "feeds", "--json", "--config", self.config], capture_output=True, text=True,
                             check=True).stdout
        return {feed["feed"]: feed for feed in map(json.loads, out.splitlines())}

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def prime(daemon, publisher, feeds):
    """Every feed once. The daemon need not have committed the last one when it was asked for."""
    asked = 0
    if daemon.crank:
        daemon.advance(1)
        asked = publisher.tell("asked")["asked"]
    while asked < feeds:
        assert daemon.process.poll() is None, "the daemon is gone"
        time.sleep(1)
        asked += publisher.tell("asked")["asked"]
    time.sleep(2)


def rest(daemon, idle):
    """CPU seconds a second while nothing is due."""
    before = daemon.cpu()
    time.sleep(idle)
    return (daemon.cpu() - before) / idle if idle else 0


def run_round(daemon, every):
    before, began = daemon.cpu(), time.monotonic()
    if daemon.crank:
        daemon.advance(every + every // 10 + 5)
    else:
        time.sleep(every + every * 0.1 + 15)
    return daemon.cpu() - before, time.monotonic() - began


def lateness(before, after):
    """How long after it was due each poll began, in seconds; negative is early."""
    return sorted(seconds(after[feed]["last_poll"]) - seconds(before[feed]["next_poll"]) for feed in after)


def compare(polls, spent, bare):
    known = [one for one in bare if one]
    if known:
        print(f"bare TLS   {' ms before, '.join(f'{one:.2f}' for one in known)} ms after: a poll takes "
              f"{1000 * spent / polls / (sum(known) / len(known)):.2f} of a connection of libcurl's alone")


def report(options, spent, took, late, told, daemon, idle):
    share = spent / options.every + (0 if options.real else idle)
    polls = max(told["asked"], 1)
    print(f"{options.feeds} feeds, {polls} polls, {told['fresh']} with 20 new items, {told['unchanged']} unchanged, "
          f"{told['connections']} connections; the round took {took:.0f} s")
    print(f"CPU        {spent:.1f} s, {1000 * spent / polls:.2f} ms a poll; idle {100 * idle:.2f} % of a core")
    print(f"of a core  {100 * share:.2f} % over {options.every} s; {share / 0.015:.2f} of 1.5 %")
    print(f"resident   {daemon.memory('VmRSS'):.1f} MiB, {daemon.memory('VmHWM'):.1f} at most; "
          f"{daemon.memory('VmHWM') / 48:.2f} of 48 MiB")
    print(f"late       median {late[len(late) // 2]:.2f} s, 99 % {late[len(late) * 99 // 100]:.2f} s, "
          f"worst {late[-1]:.2f} s; earliest {1000 * late[0]:.0f} ms")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--assayd", required=True)
    parser.add_argument("--feeds", type=int, default=10000)
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--every", type=int, default=900, help="seconds of the interval; 10,000 in 900 are 1,000 in 90")
    parser.add_argument("--idle", type=float, default=20)
    parser.add_argument("--with", dest="more", default="", help="a line of the configuration")
    parser.add_argument("--keep", help="a folder to work in, and to leave as it is")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assayd-round-") as made:
        folder = options.keep or made
        authority(folder)
        publisher = Publisher(folder)
        daemon = Daemon(os.path.abspath(options.assayd), folder, publisher.port, options)
        try:
            prime(daemon, publisher, options.feeds)
            idle = rest(daemon, options.idle)
            bare = [bare_connection(options, folder, publisher.port)]
            before = daemon.feeds()
            publisher.tell("renew")
            spent, took = run_round(daemon, options.every)
            told = publisher.tell("asked")
            time.sleep(2)
            report(options, spent, took, lateness(before, daemon.feeds()), told, daemon, idle)
            bare.append(bare_connection(options, folder, publisher.port))
            compare(told["asked"], spent, bare)
        finally:
            daemon.stop()
            publisher.close()


if __name__ == "__main__":
    main()
