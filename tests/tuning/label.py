#!/usr/bin/python3
"""assayd label on a terminal and over a pipe: verdicts, undo, going on, signals, agreement.

    label.py --assayd BIN"""
import argparse
import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "plays"))
from player import Daemon, Publisher  # noqa: E402

ITEMS = [
    {"id": "1", "title": "Acme profit rises", "content_text": "Profit rose 12% to EUR 4 million."},
    {"id": "2", "title": "Bridge closed", "content_text": "The bridge is closed until \x1b[31mMay\x1b[0m. " + "Word " * 60},
    {"id": "3", "title": "Council meets", "content_text": "The council meets on Tuesday."},
]
TIMEOUT = 20


class Failed(Exception):
    pass


def check(holds, what):
    if not holds:
        raise Failed(what)


class Desk:
    """A folder with items.jsonl, and the program in it."""

    def __init__(self, binary, folder, items=None):
        self.binary, self.folder = binary, folder
        self.write("items.jsonl", ITEMS if items is None else items)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, rows):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)

    def pipe(self, keys, *more, items="items.jsonl"):
        return subprocess.run([self.binary, "label", items, *more], input=keys, text=True,
                              capture_output=True, cwd=self.folder, timeout=TIMEOUT)

    def labels(self, name="labels.jsonl"):
        with open(self.path(name), encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def agreement(self, rows):
        self.write("both.jsonl", rows)
        return subprocess.run([self.binary, "label", "--agreement", "--labels", "both.jsonl"], text=True,
                              capture_output=True, cwd=self.folder, timeout=TIMEOUT)


LEADER = """
import os, signal, subprocess, sys
report, orders = int(sys.argv[1]), int(sys.argv[2])
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGQUIT, signal.SIG_IGN)
def plain():
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
child = subprocess.Popen(sys.argv[3:], preexec_fn=plain)
os.write(report, b"%d\\n" % child.pid)
os.write(report, b"%d\\n" % child.wait())
os.read(orders, 1)
"""


class Terminal:
    """The program on a pseudo-terminal, and that terminal's modes. Its session's leader lives on when
    the program ends, as a shell would: a terminal that is hung up forgets its modes."""

    def __init__(self, desk, *arguments, columns=60, stdin=None):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.seen, self.read_to = "", 0
        reports, report = os.pipe()
        order, self.orders = os.pipe()
        self.leader = subprocess.Popen(
            [sys.executable, "-c", LEADER, str(report), str(order), *self.fed(stdin), desk.binary, "label", *arguments],
            cwd=desk.folder, preexec_fn=self.take, pass_fds=(report, order))
        os.close(report)
        os.close(order)
        self.reports = os.fdopen(reports)
        self.pid = int(self.reports.readline())

    @staticmethod
    def fed(stdin):
        return ["/bin/sh", "-c", 'file=$1; shift; exec "$@" < "$file"', "sh", stdin] if stdin else []

    def take(self):
        os.setsid()
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        for number in range(3):
            os.dup2(self.slave, number)

    def wait_for(self, text):
        """Reads until text was printed behind what was waited for before; what stood up to there."""
        end = time.monotonic() + TIMEOUT
        while text not in self.seen[self.read_to:]:
            check(time.monotonic() < end, f"{text!r} was not printed, but {self.seen[self.read_to:]!r}")
            if select.select([self.master], [], [], 0.2)[0]:
                self.seen += os.read(self.master, 65536).decode(errors="replace")
        start, self.read_to = self.read_to, self.seen.index(text, self.read_to) + len(text)
        return self.seen[start:self.read_to]

    def press(self, keys):
        os.write(self.master, keys.encode())

    def send(self, number):
        os.kill(self.pid, number)

    def wait_until(self, holds, what):
        end = time.monotonic() + TIMEOUT
        while not holds():
            check(time.monotonic() < end, what)
            time.sleep(0.02)

    def modes(self):
        return termios.tcgetattr(self.slave)

    def is_raw(self):
        return not self.modes()[3] & (termios.ICANON | termios.ECHO)

    def end(self):
        check(select.select([self.reports], [], [], TIMEOUT)[0], "it did not end")
        status = int(self.reports.readline())
        restored = self.modes() == self.before
        os.close(self.orders)
        self.leader.wait(TIMEOUT)
        self.reports.close()
        os.close(self.master)
        os.close(self.slave)
        check(restored, "the terminal is not as it was")
        return status


def rows(labels):
    return [(l["id"], l.get("tone"), l.get("reliability")) for l in labels]


def verdicts_become_lines(desk):
    done = desk.pipe("44" "2n" "s", "--as", "ada")
    check(done.returncode == 0, done.stderr)
    check(rows(desk.labels()) == [("1", "mildly positive", "good"), ("2", "mildly negative", None), ("3", None, None)],
          desk.labels())
    last = desk.labels()[-1]
    check(last.get("skipped") is True and last["as"] == "ada" and len(last["text"]) == 64, last)
    check("2 labelled, 1 skipped, 0 left" in done.stdout, done.stdout)


def unknown_keys_do_nothing(desk):
    desk.pipe("x7 \n4z\n9n")
    check(rows(desk.labels()) == [("1", "mildly positive", None)], desk.labels())


def a_second_sitting_goes_on(desk):
    desk.pipe("4n", "--as", "ada")
    done = desk.pipe("3nq", "--as", "ada")
    check("item 2 of 3" in done.stdout and "item 1 of 3" not in done.stdout, done.stdout)
    check([l["id"] for l in desk.labels()] == ["1", "2"], desk.labels())


def another_annotator_begins_anew(desk):
    desk.pipe("4n3n3n", "--as", "ada")
    done = desk.pipe("5nq", "--as", "bob")
    check("item 1 of 3" in done.stdout, done.stdout)
    check(desk.labels()[-1]["as"] == "bob", desk.labels())


def undo_takes_back(desk):
    done = desk.pipe("1n" "u" "5n" "q", "--as", "ada")
    check(rows(desk.labels()) == [("1", "negative", None), ("1", None, None), ("1", "positive", None)], desk.labels())
    check(desk.labels()[1].get("taken_back") is True, desk.labels())
    check("1 labelled, 0 skipped, 2 left" in done.stdout, done.stdout)


def back_before_anything_is_written(desk):
    done = desk.pipe("1u5n" "q")
    check(rows(desk.labels()) == [("1", "positive", None)], desk.labels())
    check("Nothing to take back" in desk.pipe("uq").stdout, done.stdout)


def no_score_before_the_verdict(desk):
    done = desk.pipe("q", "--show")
    check("assayd:" not in done.stdout and "+0." not in done.stdout, done.stdout)
    done = desk.pipe("4nq", "--show")
    before, after = done.stdout.split("Reliability?", 1)
    check("assayd:" not in before and "assayd:" in after, done.stdout)
    check("assayd:" not in desk.pipe("4nq").stdout, "shown without --show")


def the_tone_alone(desk):
    desk.pipe("123", "--tone")
    check(rows(desk.labels()) == [("1", "negative", None), ("2", "mildly negative", None), ("3", "neutral", None)],
          desk.labels())


def a_torn_line_is_taken_off(desk):
    desk.pipe("4nq", "--as", "ada")
    with open(desk.path("labels.jsonl"), "a", encoding="utf-8") as file:
        file.write('{"feed":"-","id":"2","to')
    done = desk.pipe("3nq", "--as", "ada")
    check(done.returncode == 0 and rows(desk.labels())[-1] == ("2", "neutral", None), done.stderr)


def a_foreign_file_is_refused(desk):
    with open(desk.path("diary.txt"), "w", encoding="utf-8") as file:
        file.write("Dear diary\n")
    done = desk.pipe("4n", "--labels", "diary.txt")
    check(done.returncode == 65 and "diary.txt:1" in done.stderr, done.stderr)
    check(open(desk.path("diary.txt"), encoding="utf-8").read() == "Dear diary\n", "changed")


def keys_need_no_enter(desk):
    t = Terminal(desk, "items.jsonl", "--as", "ada")
    t.wait_for("Tone?")
    check(t.is_raw(), "the terminal wants Enter")
    t.press("4")
    t.wait_for("Reliability?")
    t.press("3")
    seen = t.wait_for("item 2 of 3")
    check(rows(desk.labels()) == [("1", "mildly positive", "fair")], "not on disk before the next item is shown")
    seen += t.wait_for("Tone?")
    check("\x1b[31m" not in seen, "an item paints the terminal")
    check(max(len(line) for line in seen.split("\r\n") if line.startswith("Word")) <= 60, "lines are not wrapped")
    t.press("q")
    check(t.end() == 0, "status")


def arrows_are_no_verdicts(desk):
    t = Terminal(desk, "items.jsonl", "--tone")
    t.wait_for("Tone?")
    t.press("\x1b[1~")
    time.sleep(0.2)
    t.press("3")
    t.wait_for("item 2")
    check(rows(desk.labels()) == [("1", "neutral", None)], desk.labels())
    t.press("q")
    check(t.end() == 0, "status")


def signals_leave_the_terminal_right(desk):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        t = Terminal(desk, "items.jsonl")
        t.wait_for("Tone?")
        t.send(number)
        check(t.end() == -number, f"{number} did not end it")
    t = Terminal(desk, "items.jsonl")
    t.wait_for("Tone?")
    t.press("\x03")
    check(t.end() == -signal.SIGINT, "Ctrl-C did not end it")


def what_cannot_be_helped_would_be_seen(desk):
    t = Terminal(desk, "items.jsonl")
    t.wait_for("Tone?")
    t.send(signal.SIGKILL)
    try:
        t.end()
    except Failed as why:
        check("not as it was" in str(why), str(why))
        return
    raise Failed("these checks would not see a terminal left raw")


def stopped_and_continued(desk):
    t = Terminal(desk, "items.jsonl", "--tone")
    t.wait_for("Tone?")
    t.send(signal.SIGTSTP)
    t.wait_until(lambda: t.modes() == t.before, "stopped with the terminal raw")
    t.send(signal.SIGCONT)
    t.wait_until(t.is_raw, "went on with the terminal as it was")
    t.press("3")
    t.wait_for("item 2")
    t.press("q")
    check(t.end() == 0, "status")


def items_from_a_pipe_keys_from_the_terminal(desk):
    fifo = desk.path("fifo")
    os.mkfifo(fifo)
    t = Terminal(desk, "--tone", "-", stdin=fifo)
    with open(fifo, "w", encoding="utf-8") as feed:
        feed.write(json.dumps(ITEMS[0]) + "\n")
    t.wait_for("Tone?")
    check(t.is_raw(), "the terminal wants Enter")
    t.press("5")
    check(t.end() == 0 and rows(desk.labels()) == [("1", "positive", None)], desk.labels())


FEED = """<rss version="2.0"><channel><title>T</title>
<item><guid>first</guid><title>Kestrel wins record order</title><description>It is the largest yet.</description></item>
<item><guid>second</guid><title>Merlin closes its mill</title><description>200 jobs go.</description></item>
</channel></rss>"""


def stored_items_are_shown_and_tuned_with(desk):
    publisher = Publisher()
    try:
        publisher.put("one", FEED.encode())
        daemon = Daemon(desk.binary, desk.folder)
        daemon.feeds = [f"{{id: one, url: '{publisher.url}/doc/one'}}"]
        daemon.start()
        daemon.advance(900000)
        done = subprocess.run([desk.binary, "label", "--config", "assayd.yaml"], input="5n1n", text=True,
                              capture_output=True, cwd=desk.folder, timeout=TIMEOUT)
        daemon.stop()
    finally:
        publisher.close()
    check(done.returncode == 0 and "Merlin closes its mill" in done.stdout, done.stdout + done.stderr)
    labels = desk.labels()
    check(sorted((l["feed"], l["id"]) for l in labels) == [("one", "first"), ("one", "second")], labels)
    for since, status, left in (("30d", 0, "0 labelled, 0 skipped, 2 left"), ("2100-01-01T00:00:00Z", 66, ""),
                                ("soon", 64, "")):
        done = subprocess.run([desk.binary, "label", "--config", "assayd.yaml", "--as", "bob", "--since", since],
                              input="q", text=True, capture_output=True, cwd=desk.folder, timeout=TIMEOUT)
        check(done.returncode == status and left in done.stdout, (since, done))
    done = subprocess.run([desk.binary, "tune", "--config", "assayd.yaml", "labels.jsonl"], text=True,
                          capture_output=True, cwd=desk.folder, timeout=TIMEOUT)
    check(done.returncode == 65 and "tone: 2 labelled items are too few" in done.stderr, done.stderr)
    done = desk.pipe("q", "--journal", "no-such.db", items="--tone")
    check(done.returncode == 66 and "no-such.db" in done.stderr, done.stderr)


def agreement_of_two(desk):
    made = [{"id": str(i), "as": who, "tone": tone} for who, tones in
            (("ada", ["negative", "neutral", "positive", "neutral"]), ("bob", ["negative", "neutral", "positive", "positive"]))
            for i, tone in enumerate(tones)]
    done = desk.agreement(made)
    check("alpha 0.790" in done.stdout and "same band 75%" in done.stdout and "4 items, 8 values" in done.stdout, done.stdout)
    check("reliability  no item was judged by two" in done.stdout, done.stdout)
    check("no item was judged by two" in desk.agreement(made[:4]).stdout, "one annotator agrees with nobody")


CHECKS = [verdicts_become_lines, unknown_keys_do_nothing, a_second_sitting_goes_on, another_annotator_begins_anew,
          undo_takes_back, back_before_anything_is_written, no_score_before_the_verdict, the_tone_alone,
          a_torn_line_is_taken_off, a_foreign_file_is_refused, keys_need_no_enter, arrows_are_no_verdicts,
          signals_leave_the_terminal_right, what_cannot_be_helped_would_be_seen, stopped_and_continued,
          items_from_a_pipe_keys_from_the_terminal,
          stored_items_are_shown_and_tuned_with, agreement_of_two]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--assayd", required=True)
    binary = os.path.abspath(parser.parse_args().assayd)
    failed = 0
    for one in CHECKS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                one(Desk(binary, folder))
                print(f"ok    {one.__name__}")
            except (Failed, OSError, subprocess.TimeoutExpired) as why:
                failed += 1
                print(f"FAIL  {one.__name__}: {why}")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
