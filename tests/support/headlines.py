#!/usr/bin/python3
"""headlines.py ASSAYD FILE [SHARE]: scores each headline and compares its sign with the one in front.

Prints what differs; fails when fewer than SHARE (default 0.93) agree, so that a lexicon or rule
may lose one for the good of many, but not a field of them.
"""
import json
import pathlib
import subprocess
import sys

NEUTRAL = 0.1    # scores nearer to 0 than this say neither

program, file = sys.argv[1:3]
share = float(sys.argv[3]) if len(sys.argv) > 3 else 0.93
lines = pathlib.Path(file).read_text(encoding="utf-8").splitlines()
rows = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
items = "".join(json.dumps({"id": str(i), "content_text": text}) + "\n"
                for i, (_, text) in enumerate(rows))
run = subprocess.run([program, "score", "--jsonl"], input=items, capture_output=True, text=True,
                     timeout=120)
sys.stderr.write(run.stderr)
scores = [json.loads(line)["data"]["overall_sentiment_score"] or 0
          for line in run.stdout.splitlines()]
if run.returncode or len(scores) != len(rows):
    sys.exit(f"{len(scores)} scores for {len(rows)} headlines, exit status {run.returncode}")

agreed = 0
for (wanted, text), score in zip(rows, scores):
    sign = "+" if score >= NEUTRAL else "-" if score <= -NEUTRAL else "0"
    agreed += sign == wanted
    if sign != wanted:
        print(f"{wanted} wanted, {score:+.2f} found: {text}")
print(f"{agreed} of {len(rows)} agree")
sys.exit(agreed < share * len(rows))
