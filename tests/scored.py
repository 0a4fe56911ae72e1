#!/usr/bin/python3
"""Scores every article that the tests and the demo hold: each scored item fits the schema, and its
contributions sum to its scores; the demo's four shapes come out as their readers would say, and a
brief that grades itself keeps that grade however it is put.

    scored.py --assayd BIN"""
import argparse
import glob
import json
import os
import random
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path.insert(0, os.path.join(HERE, "plays"))
from player import Failed, check_item  # noqa: E402

AT_ONCE = 20    # files to one start of the program, which reads its lexicons each time
ARTICLES = ["demo/feeds/*", "demo/pages/*", "tests/plays/feeds/*.xml", "tests/feeds/*/input.*",
            "tests/pages/*/input.html", "tests/scorers/**/*.md", "tests/scorers/**/*.txt",
            "tests/scorers/**/*.html"]


def score(binary, *paths):
    """The scored items of files; a file that is broken on purpose may have none."""
    done = subprocess.run([binary, "score", "--json", *paths], capture_output=True, timeout=60)
    if done.returncode not in (0, 65):
        raise Failed(f"{paths}: exit {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def demo_item(binary, file, title):
    return next(e["data"] for e in score(binary, os.path.join(ROOT, "demo", "feeds", file))
                if e["data"]["item"]["title"].startswith(title))


def expect(what, holds):
    if not holds:
        raise Failed(what)


def tone_of(binary, text, name):
    item = json.dumps({"id": "brief", "content_text": text, "_assayd": {"entities": [{"name": name}]}})
    done = subprocess.run([binary, "score", "--jsonl"], input=item, capture_output=True, text=True,
                          check=True, timeout=60)
    data = json.loads(done.stdout)["data"]
    return [data["overall_sentiment_score"], data["ticker_sentiment"][0]["ticker_sentiment_score"]]


def check_brief_keeps_its_tone(binary):
    """A brief that ends by grading itself reads as it says, in any order and under any name."""
    with open(os.path.join(ROOT, "demo", "feeds", "market.xml"), encoding="utf-8") as file:
        body = re.search(r"<!\[CDATA\[\s*(<p>Kestrel Avionics said.*?)\]\]>", file.read(), re.S)[1]
    paragraphs = re.findall(r"<p>(.*?)</p>", body, re.S)
    sentences = [s for p in paragraphs for s in re.split(r"(?<=[.]) (?=[A-Z])", p)]
    brief = "\n\n".join(paragraphs)
    readout = "\n\nAlerts and analytics for investors.\n\nOverall sentiment\n\nmildly negative\n\nScore\n\n-0.30"
    plain = tone_of(binary, brief, "Kestrel")
    tones = {"as it stands": plain, "with a read-out": tone_of(binary, brief + readout, "Kestrel"),
             "renamed": tone_of(binary, brief.replace("Kestrel", "Orvelle"), "Orvelle")}
    for seed in range(3):
        shuffled = random.Random(seed).sample(sentences, len(sentences))
        tones[f"shuffled {seed}"] = tone_of(binary, " ".join(shuffled), "Kestrel")
    for how, tone in tones.items():
        for score, first in zip(tone, plain):
            expect(f"the brief, {how}, reads {tone} instead of {plain}",
                   -0.35 < score <= -0.15 and abs(score - first) <= 0.05)


def statuses(data, name):
    return [c["status"] for t in data["tables"] for c in t["checks"] if c["check"].startswith(name)]


def check_shapes(binary):
    brief = demo_item(binary, "market.xml", "Kestrel Avionics' chief engineer")
    analysis = demo_item(binary, "analysis.atom", "Inside the Orrin")
    aggregator = demo_item(binary, "aggregator.xml", "SHOCKING")
    summary = demo_item(binary, "summaries.json", "Ferry crew")
    expect(f"the brief reads {brief['overall_sentiment_label']} {brief['overall_sentiment_score']}",
           brief["overall_sentiment_label"] == "mildly negative")
    expect(f"the analysis reads {analysis['overall_sentiment_score']}",
           analysis["overall_sentiment_score"] < -0.15)
    expect("the analysis has three unsourced tables",
           [t["sourced"] for t in analysis["tables"]] == [False] * 3)
    expect("its estimated cells are told", "warning" in statuses(analysis, "estimates"))
    errors = [c["error"] for t in analysis["tables"] for c in t["checks"] if c["status"] == "contradicted"]
    expect(f"its misstated cell is found, and nothing else accused: {errors}",
           errors == ["another row's value"])
    expect("the analysis is less reliable than the brief",
           analysis["reliability"]["score"] < brief["reliability"]["score"])
    ids = {s["id"] for s in aggregator["reliability"]["signals"]}
    expect(f"the aggregator's habits are named: {ids}", {"identity.staff"} <= ids and any(
        i.startswith("disclosure.") for i in ids) and any(i.startswith("language.") for i in ids))
    expect("the aggregator is unreliable", aggregator["reliability"]["label"] == "unreliable")
    ids = {s["id"] for s in summary["reliability"]["signals"]}
    expect(f"the summary says whom it condenses: {ids}", any(i.startswith("secondary.") for i in ids))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    binary = options.parse_args().assayd
    paths = sorted({p for pattern in ARTICLES
                    for p in glob.glob(os.path.join(ROOT, pattern), recursive=True)})
    items, failed = 0, []
    for few in [paths[i:i + AT_ONCE] for i in range(0, len(paths), AT_ONCE)]:
        where = None
        try:
            for event in score(binary, *few):
                where = event["data"]["item"]["id"]
                check_item(event)
                items += 1
        except Exception as failure:
            failed.append(f"{where or few}: {failure}")
    try:
        check_shapes(binary)
        check_brief_keeps_its_tone(binary)
    except Failed as failure:
        failed.append(f"demo: {failure}")
    if items < 30:
        failed.append(f"only {items} items were scored")
    print("\n".join(failed + [f"{len(paths)} files, {items} items: "
                              f"{'FAILED' if failed else '1 passed, 0 failed'}"]))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
