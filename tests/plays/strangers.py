#!/usr/bin/python3
"""Who may not connect does not, and it is said; who is put out is put out. Garbage harms nobody.

    strangers.py --assayd BIN

The daemon listens on loopback tcp with CURVE. A friend with an admitted key hears heartbeats and gets
pages; every kind of stranger hears nothing on either socket; a friend whose key is taken away loses
his open session at the next reload, while another one keeps his."""
import argparse
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from player import PATIENCE, Failed  # noqa: E402

import zmq  # noqa: E402
import zmq.auth  # noqa: E402


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Place:
    """A daemon with keys, and those of its clients."""

    def __init__(self, binary):
        self.binary, self.folder = binary, tempfile.mkdtemp(prefix="assayd-strangers-")
        self.live, self.replay, self.http = (free_port() for _ in range(3))
        os.mkdir(f"{self.folder}/clients")
        for name in ("server", "alice", "bob", "mallory"):
            subprocess.run([binary, "keygen", f"{self.folder}/{name}"], check=True, timeout=PATIENCE,
                           stderr=subprocess.DEVNULL)
        for name in ("alice", "bob"):
            shutil.copy(f"{self.folder}/{name}.pub", f"{self.folder}/clients/{name}")
        shutil.copy(f"{self.folder}/alice.pub", f"{self.folder}/clients/alice-again")  # one key, two files
        with open(f"{self.folder}/clients/notes", "w", encoding="utf-8") as out:
            out.write("no certificate\n")
        with open(f"{self.folder}/assayd.yaml", "w", encoding="utf-8") as out:
            out.write(f"publish: {{endpoint: 'tcp://0.0.0.0:{self.live}', replay: 'tcp://127.0.0.1:{self.replay}',"
                      f" curve: {{secret: {self.folder}/server, clients: {self.folder}/clients}}}}\n"
                      f"journal: {{path: {self.folder}/journal.db}}\nhttp: {{listen: '127.0.0.1:{self.http}'}}\n")
        self.log = open(f"{self.folder}/stderr", "a+b")
        self.daemon = subprocess.Popen([binary, "run", "--config", f"{self.folder}/assayd.yaml", "--control",
                                        f"{self.folder}/control.sock"], stderr=self.log)
        self.context = zmq.Context()

    def words(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def metric(self, name):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"assayd_{name} "))

    def open(self, kind, port, who=None, server="server", dress=None):
        s = self.context.socket(kind)
        s.setsockopt(zmq.LINGER, 0)
        if who:
            public, secret = zmq.auth.load_certificate(f"{self.folder}/{who}")
            s.curve_publickey, s.curve_secretkey = public, secret
            s.curve_serverkey = zmq.auth.load_certificate(f"{self.folder}/{server}.pub")[0]
        if dress:
            dress(s)
        if kind == zmq.SUB:
            s.setsockopt(zmq.SUBSCRIBE, b"")
        s.connect(f"tcp://127.0.0.1:{port}")
        return s

    def hears(self, s, seconds):
        return bool(s.poll(seconds * 1000)) and bool(s.recv_multipart())

    def gets_a_page(self, seconds=3, **how):
        s = self.open(zmq.DEALER, self.replay, **how)
        s.send(b"{}")
        got = self.hears(s, seconds)
        s.close()
        return got

    def reload(self):
        subprocess.run([self.binary, "reload", "--socket", f"{self.folder}/control.sock"], check=True,
                       timeout=PATIENCE, stderr=subprocess.DEVNULL)

    def watch(self, who):
        """Our own subscriber, with that key."""
        return subprocess.Popen([self.binary, "watch", "--endpoint", f"tcp://127.0.0.1:{self.live}", "--replay",
                                 f"tcp://127.0.0.1:{self.replay}", "--key", f"{self.folder}/{who}", "--server-key",
                                 f"{self.folder}/server.pub"], stderr=subprocess.PIPE, text=True)

    def is_back(self, watching, seconds=30):
        """It says so on stderr."""
        timer = threading.Timer(seconds, watching.kill)
        timer.start()
        back = any("the publisher is back" in line for line in watching.stderr)
        timer.cancel()
        watching.kill()
        watching.wait()
        return back

    def close(self):
        self.daemon.terminate()
        status = self.daemon.wait(PATIENCE)
        self.context.destroy(0)
        shutil.rmtree(self.folder, ignore_errors=True)
        if status:
            raise Failed(f"the daemon ended with {status}")


def plain(s):
    s.plain_username, s.plain_password = b"alice", b"secret"


def own_curve_without_server(s):
    public, secret = zmq.curve_keypair()
    s.curve_publickey, s.curve_secretkey, s.curve_serverkey = public, secret, zmq.curve_keypair()[0]


STRANGERS = [
    ("no key", {}),
    ("a key that nobody admitted", {"who": "mallory"}),
    ("the wrong server key", {"who": "alice", "server": "bob"}),
    ("PLAIN", {"dress": plain}),
    ("keys out of thin air", {"dress": own_curve_without_server}),
]


def expect(good, what):
    if not good:
        raise Failed(what)
    print(f"ok      {what}")


def garbage(place, rounds):
    """Random bytes, half a greeting, and hang up."""
    rng = random.Random(7)
    for i in range(rounds):
        with socket.create_connection(("127.0.0.1", (place.live, place.replay)[i % 2]), timeout=5) as s:
            s.sendall(b"\xff" + bytes(8) + b"\x7f" if i % 3 == 0 else rng.randbytes(rng.randrange(1, 200)))


def garbage_of_a_friend(place, rounds):
    """Frames of random bytes from one who was let in: no requests to replay, no subscriptions to the publisher."""
    rng = random.Random(8)
    sockets = [place.open(zmq.DEALER, place.replay, who="alice"), place.open(zmq.XSUB, place.live, who="alice")]
    for i in range(rounds):
        frames = [rng.randbytes(rng.choice((0, 1, 30, 500, 4000))) for _ in range(rng.randint(1, 5))]
        sockets[i % 2].send_multipart(frames, flags=zmq.DONTWAIT if sockets[i % 2].poll(1000, zmq.POLLOUT) else 0)
        while sockets[0].poll(0):
            sockets[0].recv_multipart()
    for s in sockets:
        s.close()


def play(place):
    alice = place.open(zmq.SUB, place.live, who="alice")
    bob = place.open(zmq.SUB, place.live, who="bob")
    expect(place.hears(alice, PATIENCE) and place.hears(bob, PATIENCE), "friends hear the daemon")
    expect(place.gets_a_page(who="alice"), "a friend gets pages")
    for name, how in STRANGERS:
        s = place.open(zmq.SUB, place.live, **how)
        expect(not place.hears(s, 2.2), f"{name}: hears nothing")
        s.close()
        expect(not place.gets_a_page(1, **how), f"{name}: gets no page")
    expect(place.metric("peers_refused_total") >= len(STRANGERS), "refusals are counted")
    told = place.words().count("somebody may not connect")
    expect(1 <= told <= 2, "refusals are told, but not one by one")
    garbage(place, 1000)
    expect(place.hears(alice, 3) and place.gets_a_page(who="bob"), "a thousand strange connections harm nobody")
    garbage_of_a_friend(place, 1000)
    expect(place.hears(bob, 3) and place.gets_a_page(who="bob"), "nor do a thousand strange messages of a friend")
    os.unlink(f"{place.folder}/clients/bob")
    expect(not place.gets_a_page(1, who="bob"), "whose key was taken away is not let in again")
    place.reload()
    time.sleep(1)
    while bob.poll(0):
        bob.recv_multipart()
    while alice.poll(0):
        alice.recv_multipart()
    expect(not place.hears(bob, 3), "whose key was taken away hears nothing more")
    expect(place.hears(alice, 5), "the others do")
    expect(not place.gets_a_page(1, who="bob") and place.gets_a_page(who="alice"), "nor does he get pages")
    watching = place.watch("bob")
    time.sleep(1)
    shutil.copy(f"{place.folder}/bob.pub", f"{place.folder}/clients/bob")
    place.reload()
    expect(place.is_back(watching), "assayd watch, refused at first, connects anew and is let in")
    bob = place.open(zmq.SUB, place.live, who="bob")  # libzmq gives up on a socket that was refused
    expect(place.hears(bob, 5), "a key that is put back is let in again")
    done = subprocess.run([place.binary, "replay", "--config", f"{place.folder}/assayd.yaml", "--key",
                           f"{place.folder}/alice", "--server-key", f"{place.folder}/server.pub"], timeout=PATIENCE,
                          capture_output=True, check=False)
    expect(done.returncode == 0, "our own commands can show a key")
    done = subprocess.run([place.binary, "keygen", f"{place.folder}/alice"], timeout=PATIENCE,
                          capture_output=True, check=False)
    expect(done.returncode == 73, "keygen never overwrites a key")
    expect(os.stat(f"{place.folder}/alice").st_mode & 0o777 == 0o600, "a secret key is its owner's")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    place = Place(options.parse_args().assayd)
    try:
        play(place)
        place.close()
    except (Failed, OSError, subprocess.SubprocessError) as failure:
        print(f"FAILED  {failure}\n{place.words()[-2000:]}")
        place.daemon.kill()
        sys.exit(1)


if __name__ == "__main__":
    main()
