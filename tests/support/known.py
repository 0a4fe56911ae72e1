"""known.py - checks that yield rows, and a list of the rows that are known to fail.

    def check_signs(binary, articles):
        \"""What holds.\"""
        yield row, holds, told
    main(CHECKS, folder, load)       # --assayd BIN [--strike] [CHECK ...]

The list is `known.tsv` in the folder, each line a check, a row and the cause. A row that fails and stands
not there fails the test, and so does a row that stands there and holds; the list may not grow past the
number in its first line, which --strike lowers. So it can only shrink."""
import argparse
import os
import re
import sys


class Known:
    def __init__(self, folder):
        self.path = os.path.join(folder, "known.tsv")
        with open(self.path, encoding="utf-8") as file:
            self.lines = file.read().splitlines()
        self.most = int(re.search(r"\d+", self.lines[0])[0])
        self.rows = {tuple(line.split("\t")[:2]) for line in self.lines if not line.startswith("#")}

    def strike(self, held):
        kept = [line for line in self.lines if tuple(line.split("\t")[:2]) not in held]
        count = sum(not line.startswith("#") for line in kept)
        kept[0] = re.sub(r"\d+", str(count), kept[0], count=1)
        with open(self.path, "w", encoding="utf-8") as out:
            out.write("\n".join(kept) + "\n")
        print(f"{len(self.rows) - count} rows struck, {count} left")


def run(name, check, binary, articles, known, held):
    """Prints every row; counts those that are wrong."""
    wrong = fine = expected = 0
    gone = {row for row in known.rows if row[0] == name}
    for row, holds, told in check(binary, articles):
        listed = (name, row) in known.rows
        gone.discard((name, row))
        if holds:
            held.add((name, row))
        if holds != listed:
            fine, expected = fine + holds, expected + listed
            word = "ok" if holds else "known"
        else:
            wrong += 1
            word = "HOLDS, strike it" if holds else "FAILED"
        print(f"{word:<7} {name}: {row}  {told}")
    for row in gone:
        print(f"FAILED  {name}: {row[1]}  is listed in known.tsv, but there is no such row")
    held |= gone
    wrong += len(gone)
    print(f"{name}: {fine} passed, {wrong} failed, {expected} known to fail")
    return wrong


def main(checks, folder, load):
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    options.add_argument("--strike", action="store_true")
    options.add_argument("checks", nargs="*", metavar="CHECK")
    given = options.parse_args()
    if not set(given.checks) <= set(checks):
        options.error(f"the checks are {', '.join(checks)}")
    articles, known, held = load(), Known(folder), set()
    wrong = sum(run(name, checks[name], given.assayd, articles, known, held)
                for name in given.checks or checks)
    if given.strike:
        known.strike(held)
    elif len(known.rows) > known.most:
        sys.exit(f"{len(known.rows)} known failures, where {known.most} are the most: this list shrinks")
    sys.exit(1 if wrong and not given.strike else 0)
