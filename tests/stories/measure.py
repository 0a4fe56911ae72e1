#!/usr/bin/python3
"""Measures how well `assayd score --jsonl --stream` finds near copies, stories and origins.

    measure.py --assayd BIN [--floor copies=0.97,stories=0.80,origins=0.78] [--errors] FILE.txt ...

A file holds items, each a block of lines, blocks apart by blank lines; '#' begins a comment:

    = ID [copy=ID] story=NAME [dated=no] [origin=N] outlet=DOMAIN at=TIME [by=NAME]
    headline
    paragraphs, one a line; "<<1-2" stands for the first two paragraphs of the item that it copies

They go through the program in the order of their times; with dated=no it is not told the time.
Copies and stories are compared as pairs of items: F1 of the pairs put together against those that
belong together. A story of two items or more counts as right in its origins when its last item says
how many there are.
"""
import argparse
import itertools
import json
import subprocess
import sys


def read(path):
    items, item = [], None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("= "):
                name, *words = line[2:].split(" ", 1)
                facts, rest = {}, words[0] if words else ""
                for key, value in (part.split("=", 1) for part in split(rest)):
                    facts[key] = value
                item = {"name": name, **facts, "lines": []}
                items.append(item)
            elif line and not line.startswith("#") and item:
                item["lines"].append(line)
    known = {i["name"]: i for i in items}
    for i in items:
        i["title"], i["body"] = i["lines"][0], []
        for line in i["lines"][1:]:
            if line.startswith("<<"):
                first, last = map(int, line[2:].split("-"))
                i["body"] += known[i["copy"]]["lines"][first:last + 1]
            else:
                i["body"].append(line)
    return sorted(items, key=lambda i: i["at"])


def split(rest):
    """key=value words; the value of by= goes to the end of the line."""
    head, by, tail = rest.partition(" by=")
    return head.split() + (["by=" + tail] if by else [])


def line_of(item):
    feed = {"id": item["name"], "url": f"https://www.{item['outlet']}/{item['name']}",
            "title": item["title"], "content_text": "\n\n".join(item["body"]),
            "language": "en"}
    if item.get("dated") != "no":
        feed["date_published"] = item["at"] + ":00Z"
    if "by" in item:
        feed["authors"] = [{"name": item["by"]}]
    return json.dumps(feed, ensure_ascii=False)


def pairs(items, group):
    """Pairs of names that share a group; None is nobody's."""
    return {tuple(sorted((a["name"], b["name"]))) for a, b in itertools.combinations(items, 2)
            if group(a) is not None and group(a) == group(b)}


def f1(want, got):
    if not want and not got:
        return 1.0, 1.0, 1.0
    right = len(want & got)
    precision = right / len(got) if got else 0.0
    recall = right / len(want) if want else 0.0
    return (2 * precision * recall / (precision + recall) if right else 0.0), precision, recall


def judge(binary, items):
    done = subprocess.run([binary, "score", "--jsonl", "--stream"], check=True, timeout=120,
                          input="\n".join(map(line_of, items)), capture_output=True, text=True)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(events) == len(items), (len(events), len(items))
    first = {e["id"]: e["data"]["item"]["id"] for e in events}
    for item, event in zip(items, events):
        item["got"] = event["data"]["cluster"]
        of = item["got"]["near_duplicate_of"]
        item["got_copy"] = first[of] if of else item["name"]


def measure(items, errors):
    copies = (pairs(items, lambda i: i.get("copy", i["name"])), pairs(items, lambda i: i["got_copy"]))
    stories = (pairs(items, lambda i: i["story"]), pairs(items, lambda i: i["got"]["story_id"]))
    right = total = 0
    for name, group in itertools.groupby(sorted(items, key=lambda i: i["story"]), lambda i: i["story"]):
        group = sorted(group, key=lambda i: i["at"])
        if len(group) < 2:
            continue
        want = len({i["origin"] for i in group})
        got = group[-1]["got"]["independent_origins"]
        total += 1
        right += want == got
        if errors and want != got:
            print(f"  origins of {name}: {got}, not {want}:",
                  [(i["name"], i["got"]["independent_origins"]) for i in group])
    for what, (want, got) in (("copies", copies), ("stories", stories)) if errors else ():
        for pair in sorted(want ^ got):
            print(f"  {what}: {'missed' if pair in want else 'wrong '} {pair}")
    return {"copies": f1(*copies), "stories": f1(*stories), "origins": (right / total, right, total)}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    options.add_argument("--floor", default="")
    options.add_argument("--errors", action="store_true")
    options.add_argument("files", nargs="+")
    given = options.parse_args()
    floors = dict(part.split("=") for part in given.floor.split(",") if part)
    failed = 0
    for path in given.files:
        items = read(path)
        judge(given.assayd, items)
        got = measure(items, given.errors)
        print(f"{path}: {len(items)} items")
        for what in ("copies", "stories"):
            print("  %s: F1 %.3f, precision %.3f, recall %.3f" % (what, *got[what]))
        print("  origins: %d of %d stories right" % got["origins"][1:])
        for what, floor in floors.items():
            if got[what][0] < float(floor):
                print(f"  {what}: below {floor}")
                failed = 1
    print("0 passed, 1 failed" if failed else "1 passed, 0 failed")
    sys.exit(failed)


if __name__ == "__main__":
    main()
