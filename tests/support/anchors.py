#!/usr/bin/python3
"""anchors.py PAGE FOLDER: the anchors in the page's table have the values that the files give them."""
import pathlib
import re
import sys

page, folder = map(pathlib.Path, sys.argv[1:])
rows = re.findall(r"^\| ([^|]+) \| ([+-][\d.]+) \| ([^|]+) \| ([+-][\d.]+) \|$",
                  page.read_text(encoding="utf-8"), re.MULTILINE)
anchors = [pair for row in rows for pair in (row[:2], row[2:])]
files = {}
for file in folder.glob("*-en.tsv"):
    for line in file.read_text(encoding="utf-8").splitlines():
        cells = re.split(r"\t+| {2,}", line)
        files.setdefault(cells[0], set()).update(cells[1:2])
wrong = [(entry, value) for entry, value in anchors if value not in files.get(entry, ())]
for entry, value in wrong:
    print(f"{page}: {entry} is not {value} but {', '.join(sorted(files.get(entry, ['nowhere'])))}")
sys.exit(bool(wrong) or len(anchors) < 20)
