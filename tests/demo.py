#!/usr/bin/python3
"""Runs script/demo: every item comes, it prints what README.md says, and Ctrl-C leaves nothing.

    demo.py --assayd BIN"""
import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ITEMS = 7
SECONDS = 60  # generous: sanitizers and loaded machines


class Failed(Exception):
    pass


def start(binary, folder):
    environment = os.environ | {"TMPDIR": folder, "NO_COLOR": "1"}
    return subprocess.Popen([os.path.join(ROOT, "script", "demo"), binary], env=environment, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)


def left_over(process, folder):
    """What a demo that has ended left behind."""
    files = os.listdir(folder)
    for _ in range(50):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return files
        time.sleep(0.1)
    return files + ["processes"]


def excerpt():
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as readme:
        lines = re.search(r"with its reasons:\n\n((?:    .*\n)+)", readme.read())
    if not lines:
        raise Failed("README.md no longer shows what the demo prints")
    return [line.strip() for line in lines[1].splitlines()]


def shows(line, printed):
    """Where the README cuts, it writes [...] or ends in three dots."""
    parts = re.split(r"\[\.\.\.\]|, \.\.\.$|\.\.\.$", line)
    pattern = ".*".join(re.escape(part.strip()) for part in parts)
    return re.match(pattern, printed.strip())


def unnumbered(line):
    """Feeds come in when they come in: which of them has which number is chance."""
    return re.sub(r"^#\d+  ", "#  ", line)


def check_items(binary, folder):
    process = start(binary, folder)
    printed, _ = process.communicate(timeout=SECONDS)
    found = len(re.findall(r"^#\d+  ", printed, re.M))
    if process.returncode or found != ITEMS:
        raise Failed(f"{found} of {ITEMS} items, exit {process.returncode}:\n{printed}")
    if left := left_over(process, folder):
        raise Failed(f"it leaves {left}")
    rest = iter(map(unnumbered, printed.splitlines()))
    for line in excerpt():
        if not any(shows(unnumbered(line), candidate) for candidate in rest):
            raise Failed(f"README.md shows {line!r}, the demo does not:\n{printed}")


def check_interrupt(binary, folder):
    process = start(binary, folder)
    for line in process.stdout:
        if line.startswith("Subscriber:"):
            break
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=SECONDS)
    if process.returncode != 130:
        raise Failed(f"Ctrl-C ends it with {process.returncode}, not 130")
    if left := left_over(process, folder):
        raise Failed(f"after Ctrl-C it leaves {left}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--assayd", required=True)
    binary = os.path.abspath(parser.parse_args().assayd)
    failures = 0
    for check in (check_items, check_interrupt):
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(binary, folder)
                print(f"ok   {check.__name__}")
            except (Failed, subprocess.TimeoutExpired) as error:
                failures += 1
                print(f"FAIL {check.__name__}: {error}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
