#!/usr/bin/python3
"""assayd tune on the labelled set: what one half teaches, tried on the other; chance; too few; the same twice.

    tune.py --assayd BIN [CHECK ...]"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BANDS = ["negative", "mildly negative", "neutral", "mildly positive", "positive"]
OVERLAY = "config/conf.d/tuned.yaml"
TIMEOUT = 900


class Failed(Exception):
    pass


def check(holds, what):
    if not holds:
        raise Failed(what)


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


ITEMS, LABELS = read("items.jsonl"), read("labels.jsonl")
LABEL_OF = {label["id"]: label for label in LABELS}


class Desk:
    """A folder with a configuration of its own: the shipped one, as a user would copy it."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        shutil.copytree(os.path.join(ROOT, "config"), self.path("config"))
        os.makedirs(self.path("config", "conf.d"), exist_ok=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, rows):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
        return self.path(name)

    def run(self, *arguments):
        return subprocess.run([self.binary, *arguments], text=True, capture_output=True, cwd=self.folder,
                              timeout=TIMEOUT)

    def tune(self, labels, *more, items=None):
        return self.run("tune", self.write("labels.jsonl", labels), "--items", self.write("items.jsonl", items or ITEMS),
                        "--config", self.path("config", "assayd.yaml"), "--json", *more)

    def found(self, done):
        check(done.returncode in (0, 1), done.stderr)
        return json.loads(done.stdout.splitlines()[0])

    def distance(self, items):
        """Mean distance in bands between what score says and the labels."""
        done = self.run("score", "--jsonl", "--json", "--config", self.path("config", "assayd.yaml"), self.write("test.jsonl", items))
        check(done.returncode == 0, done.stderr)
        bands = [json.loads(line)["data"]["overall_sentiment_label"] or "neutral" for line in done.stdout.splitlines()]
        return sum(abs(BANDS.index(band) - BANDS.index(LABEL_OF[item["id"]]["tone"]))
                   for band, item in zip(bands, items, strict=True)) / len(items)


def one_half_teaches_the_other(desk):
    """Or it says that it does not: what is held here is that it tells the one from the other."""
    learnt, apart = ITEMS[0::2], ITEMS[1::2]
    before = desk.distance(apart)
    done = desk.tune([LABEL_OF[item["id"]] for item in learnt], "--only", "tone", "--out", OVERLAY)
    found = desk.found(done)
    check(found["items"] == len(learnt) and found["missing"] == 0, found)
    if not found["improved"]:
        check("no improvement beyond chance; nothing written" in done.stderr, done.stderr)
        check(not os.path.exists(desk.path(OVERLAY)), "a file was written")
        return
    checked = desk.run("check-config", "config/assayd.yaml")
    check(checked.returncode == 0, checked.stdout + checked.stderr)
    after = desk.distance(apart)
    print(f"      {len(apart)} items apart: {before:.3f} bands from the labels as shipped, {after:.3f} tuned")
    check(after < before, f"{before:.3f} became {after:.3f}")


def what_is_out_of_tune_is_put_right(desk):
    """A headline that counts for nothing, and edges far out."""
    with open(desk.path("config", "conf.d", "bad.yaml"), "w", encoding="utf-8") as file:
        file.write("bands: {tone: {negative: [-1, -0.8], mildly negative: [-0.8, -0.6], neutral: [-0.6, 0.6],\n"
                   "  mildly positive: [0.6, 0.8], positive: [0.8, 1]}}\nscorers: {tone: {prior_weight: 8}}\n")
    before = desk.distance(ITEMS)
    done = desk.tune(LABELS, "--only", "tone", "--folds", "3", "--out", OVERLAY)
    found = desk.found(done)
    check(done.returncode == 0 and found["improved"], done.stdout)
    check(found["figures"]["alpha"]["gain_95"][0] > 0.1, found["figures"])
    after = desk.distance(ITEMS)
    check(after < before - 0.2, f"{before:.3f} became {after:.3f}")


def labels_that_mean_nothing(desk):
    done = desk.tune(LABELS[0::2], "--only", "tone", "--shuffled", "--folds", "3")
    check(done.returncode == 1 and not desk.found(done)["improved"], done.stdout)
    check("no improvement beyond chance; nothing written" in done.stderr, done.stderr)
    check(not os.path.exists(desk.path("tuned.yaml")), "a file was written")


def too_few_labels(desk):
    done = desk.tune(LABELS[:99])
    check(done.returncode == 65 and done.stdout == "", done.stdout)
    check("tone: 99 labelled items are too few, it takes 100" in done.stderr, done.stderr)
    check("reliability: " in done.stderr and not os.path.exists(desk.path("tuned.yaml")), done.stderr)


def the_same_twice(desk):
    first = desk.tune(LABELS, "--only", "reliability", "--out", "a.yaml")
    again = desk.tune(list(reversed(LABELS)), "--only", "reliability", "--out", "b.yaml")
    check(first.returncode == again.returncode == 0, first.stderr + again.stderr)
    check(first.stdout == again.stdout, "other figures")
    with open(desk.path("a.yaml"), encoding="utf-8") as a, open(desk.path("b.yaml"), encoding="utf-8") as b:
        overlay = a.read()
        check(overlay == b.read(), "another overlay")
    held_in_yaml(overlay)
    check(desk.run("check-config", "config/assayd.yaml").returncode == 0, "the user's files were changed")


def held_in_yaml(overlay):
    """Only what changed, each with its evidence; no weight has another sign."""
    lines = overlay.splitlines()
    check(lines[0] == "# Written by assayd tune.", lines[0])
    for before, line in zip(lines, lines[1:]):
        if "each:" not in line:
            continue
        check("# was " in before and "folds turn it so" in before, f"{line} has no evidence")
        was, now = float(before.split("was ")[1].split(";")[0]), float(line.split("each: ")[1].rstrip("}").split(",")[0])
        check(was * now > 0 and 0.45 <= now / was <= 2.05, f"{was} became {now}")


def the_users_files_stay(desk):
    path = desk.write("mine.yaml", [{"rules": {}}])
    done = desk.tune(LABELS, "--out", path)
    check(done.returncode == 73 and "not written by tune" in done.stderr, done.stderr)
    with open(path, encoding="utf-8") as file:
        check(file.read() == '{"rules": {}}\n', "it was written over")


def labels_of_other_texts_are_left_out(desk):
    label = dict(LABELS[0], text="0" * 64)
    strange = dict(LABELS[1], id="nowhere")
    done = desk.tune([label, strange] + LABELS[2:50])
    check("tone: 48 labelled items" in done.stderr, done.stderr)


def a_broken_label_has_its_place(desk):
    done = desk.tune(LABELS[:3] + [dict(LABELS[3], tone="fine")])
    check(done.returncode == 65 and "labels.jsonl:4: tone: \"fine\"" in done.stderr, done.stderr)


CHECKS = {one.__name__: one for one in (
    one_half_teaches_the_other, what_is_out_of_tune_is_put_right, labels_that_mean_nothing, too_few_labels, the_same_twice, the_users_files_stay,
    labels_of_other_texts_are_left_out, a_broken_label_has_its_place)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--assayd", required=True)
    parser.add_argument("checks", nargs="*", metavar="CHECK")
    options = parser.parse_args()
    failed = 0
    for name in options.checks or CHECKS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                CHECKS[name](Desk(os.path.abspath(options.assayd), folder))
                print(f"ok    {name}")
            except (Failed, subprocess.TimeoutExpired) as why:
                failed += 1
                print(f"FAIL  {name}: {why}")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
