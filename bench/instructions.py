#!/usr/bin/python3
"""Instructions a byte that scoring takes, counted by callgrind: a gate that no busy machine disturbs.

    instructions.py --bench build/release/bin/bench_score [ROW ...]     # rows of LIMITS; all by default

The text is that of tests/scorers/tone, but for articles with tables; memory is grown before counting
begins, explanations are off; a machine with AVX2 is asked, as valgrind is one. Fails when a figure is above its limit. Exit code 77, a skipped test,
without valgrind."""
import argparse
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ARTICLES = os.path.join(HERE, "..", "tests", "scorers", "tone")

# What was measured when they were last set, and 3 % for other compilers: lower them with the scorer.
LIMITS = {"tone": 67.5, "names": 74, "reliability": 64, "both": 131}


def collect(path):
    with open(path, "wb") as out:
        for name in sorted(glob.glob(os.path.join(ARTICLES, "*.md")) + glob.glob(os.path.join(ARTICLES, "*.txt"))):
            with open(name, "rb") as article:
                text = article.read()
            if b"\n|" not in text and os.path.basename(name) != "README.md":
                out.write(text + b"\n\n")


def count(bench, row, text, folder):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--toggle-collect=count_here*",
                           "--callgrind-out-file=" + os.path.join(folder, "out"), bench, "--count", row, text],
                          capture_output=True, text=True, check=True)
    collected = int(re.search(r"Collected : (\d+)", done.stderr).group(1))
    return collected / int(re.search(r"(\d+) bytes", done.stdout).group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", required=True)
    parser.add_argument("rows", nargs="*", default=list(LIMITS))
    arguments = parser.parse_args()
    if not shutil.which("valgrind"):
        print("valgrind is not installed: nothing counted")
        return 77
    above = 0
    with tempfile.TemporaryDirectory(prefix="assayd-count-") as folder:
        text = os.path.join(folder, "text")
        collect(text)
        for row in arguments.rows:
            figure = count(arguments.bench, row, text, folder)
            above += figure > LIMITS[row]
            print(f"{row:12} {figure:6.1f} instructions a byte, limit {LIMITS[row]}"
                  + (": ABOVE" if figure > LIMITS[row] else ""), flush=True)
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
