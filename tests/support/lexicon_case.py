#!/usr/bin/python3
"""lexicon_case.py LINT FOLDER: lints the folder's files and compares with its complaints.txt."""
import difflib
import pathlib
import subprocess
import sys

lint, folder = sys.argv[1], pathlib.Path(sys.argv[2])
wanted = (folder / "complaints.txt").read_text(encoding="utf-8").splitlines()
run = subprocess.run([lint, str(folder)], capture_output=True, text=True, timeout=60)
said = [line.removeprefix(f"{folder}/") for line in run.stdout.splitlines()]
sys.stderr.write(run.stderr)
for line in difflib.unified_diff(wanted, said, "complaints.txt", "said", lineterm="", n=0):
    print(line)
sys.exit(said != wanted or run.returncode != bool(wanted) or bool(run.stderr))
