"""judged.py - what assayd publishes for items of a JSON feed, by one run of the program."""
import json
import subprocess


def events(binary, items, *options):
    """The scored items, in the order of the items."""
    lines = "".join(json.dumps(item) + "\n" for item in items)
    done = subprocess.run([binary, "score", "--jsonl", *options], input=lines, capture_output=True, text=True,
                          encoding="utf-8", timeout=120)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(answers) != len(items):
        raise SystemExit(f"{len(answers)} answers to {len(items)} items, exit {done.returncode}: {done.stderr}")
    return answers
