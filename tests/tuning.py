#!/usr/bin/python3
"""Runs docs/tuning.md: its files are written, its commands run, its output compared.

    tuning.py --assayd BIN [--write]

A daemon reads tests/tuning/feed.xml first, so that there is a past. Blocks of the page:

    ```console        lines behind "$ " are commands, those below what they print
    <!-- file: NAME --> and a ```yaml block: the file is written before the next command

Figures are compared as figures only (any number fits any other): scores move while scorers are
fitted. --write puts what was printed into the page."""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PAGE = os.path.join(ROOT, "docs", "tuning.md")
sys.path.insert(0, os.path.join(HERE, "plays"))
from player import Daemon, Failed, Publisher  # noqa: E402

BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>console|yaml)\n(?P<body>.*?)```\n", re.S)


def alike(text):
    """Without figures, and without the blanks that follow from their width."""
    return re.sub(r" +", " ", re.sub(r"[-+]?\d+(?:\.\d+)?", "N", re.sub(r"[0-9a-f]{16,}|[▲▼·#━─█░]+", "", text))).strip()


def start(binary, folder, publisher):
    daemon = Daemon(binary, folder)
    with open(os.path.join(HERE, "tuning", "feed.xml"), "rb") as body:
        publisher.put("wire", body.read())
    daemon.feeds.append(f"{{id: wharf-street, url: '{publisher.url}/doc/wire', every: 15m, prior: 0.7}}")
    daemon.lines.append("include: [conf.d/*.yaml]")
    os.mkdir(os.path.join(folder, "conf.d"))
    daemon.start()
    daemon.advance(15 * 60000)
    return daemon


class Page:
    def __init__(self, binary, folder):
        with open(PAGE, encoding="utf-8") as file:
            self.text = file.read()
        self.folder, self.written, self.commands, self.wrong = folder, self.text, 0, []
        self.seconds = 0
        tools = os.path.dirname(os.path.abspath(binary))
        self.environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "COLUMNS": "100",
                            "ASSAYD_CONFIG": f"{folder}/assayd.yaml", "RUNTIME_DIRECTORY": folder}
        self.environment.pop("STATE_DIRECTORY", None)

    def run_command(self, line):
        begin = time.monotonic()
        done = subprocess.run(["bash", "-c", line], cwd=self.folder, env=self.environment, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.seconds += time.monotonic() - begin
        return done.stdout.decode().replace(self.folder + "/", "/etc/assayd/")

    def run_console(self, body):
        printed = ""
        for part in re.split(r"^(?=\$ )", body, flags=re.M):
            if not part.startswith("$ "):
                continue
            command, _, expected = part.partition("\n")
            said = self.run_command(command[2:])
            self.commands += 1
            printed += f"{command}\n{said}" + ("" if said.endswith("\n") or not said else "\n")
            if "..." in expected.splitlines():  # the page shows the beginning
                shown = expected.splitlines().index("...")
                said = "\n".join(said.splitlines()[:shown])
                expected = "\n".join(expected.splitlines()[:shown])
            if alike(said) != alike(expected):
                self.wrong.append(f"{command}\nprints\n{said}\nand not\n{expected}")
        return printed

    def run(self):
        for block in BLOCK.finditer(self.text):
            if block["kind"] == "yaml" and block["file"]:
                with open(os.path.join(self.folder, block["file"]), "w", encoding="utf-8") as out:
                    out.write(block["body"])
            elif block["kind"] == "console":
                printed = self.run_console(block["body"])
                self.written = self.written.replace(f"```console\n{block['body']}```", f"```console\n{printed}```")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    folder = tempfile.mkdtemp(prefix="assayd-tuning-")
    publisher = Publisher()
    daemon = start(given.assayd, folder, publisher)
    try:
        page = Page(given.assayd, folder)
        page.run()
        if given.write:
            with open(PAGE, "w", encoding="utf-8") as out:
                out.write(page.written)
        elif page.wrong:
            raise Failed("\n\n".join(page.wrong))
        if not page.commands:
            raise Failed("it has no commands")
        print(f"{page.commands} commands ran as the page says, in {page.seconds:.1f} s")
        daemon.stop()
    except Failed as failure:
        print(f"FAILED  docs/tuning.md: {failure}\n\ntests/tuning.py --write puts what is printed into the page")
        sys.exit(1)
    finally:
        daemon.close()
        publisher.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
