"""table_articles.py - the articles of tests/scorers/reliability with their gold, and how far assayd agrees.

    for article, event in zip(articles, events(binary, [a.item() for a in articles])):
        for table, found in article.matched(event): ...

A file is a header of `key: value` lines, a line `--`, and the text. tests/scorers/reliability/README.md says
what the keys mean."""
import ast
import html
import operator
import os
import re

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "scorers", "reliability")
ERRORS = ["wrong base", "wrong sign", "points for percent", "percent for points", "difference for percent",
          "another row's value", "another column's value", "another period", "off by a scale",
          "wrong extreme", "wrong order", "wrong count", "any"]
FAULTS = ["estimates", "sources", "units", "arithmetic"]
NUMERALS = {word: value for value, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve".split())}
NUMERALS |= {"twice": 2, "doubled": 2, "tripled": 3, "quadrupled": 4}
WORKINGS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
            ast.USub: operator.neg}


class Claim:
    """status: supported, contradicted or unverifiable; words: a piece of one sentence; worth: what the
    cells give, by the working behind the `=`; None without one."""

    def __init__(self, status, value):
        self.status, _, self.error = status.partition(" ")
        self.words, _, self.working = (part.strip() for part in value.partition(" = "))
        self.worth = worked(ast.parse(self.working, mode="eval").body) if self.working else None

    def figures(self):
        """(value, half a unit of its last digit) of each figure in the words."""
        out = [(NUMERALS[w], 0.5) for w in re.findall(r"[a-z]+", self.words.lower()) if w in NUMERALS]
        for whole, decimals in re.findall(r"(?<![\w.])(\d[\d,\u00a0 ]*\d|\d)(\.\d+)?", self.words):
            value = float(re.sub(r"[^\d]", "", whole) + decimals)
            out.append((value, 0.5 * 10 ** -max(0, len(decimals) - 1)))
        return out

    def fits(self):
        """Whether the working gives a figure of the words; a sign and a scale are told by words around it."""
        return any(abs(abs(self.worth) - value) <= half + 1e-9 for value, half in self.figures())

    def is_meant_by(self, check):
        """Words apart, a check must speak of the same figure: one clause can hold two."""
        if squeezed(self.words) not in squeezed(check["exact"]):
            return False
        figures = self.figures()
        if check["claimed"] is None or not figures:
            return check["claimed"] is None or check["status"] == self.status
        told = abs(check["claimed"])
        return any(abs(told - v * 10 ** e) < 1e-6 * max(1, told) for v, _ in figures for e in range(-12, 13, 1))


class Article:
    def __init__(self, file):
        self.file, (self.name, self.form) = file, file.rsplit(".", 1)
        with open(os.path.join(FOLDER, file), encoding="utf-8") as source:
            header, self.text = source.read().split("\n--\n", 1)
        self.kind, self.half, self.tables, self.claims = None, None, [], []
        for line in header.splitlines():
            key, _, value = line.partition(": ")
            if key in ("kind", "half"):
                setattr(self, key, value)
            elif key == "table":
                source, *faults = value.split("; ")
                self.tables.append((source, faults))
            else:
                self.claims.append(Claim(key, value))

    def item(self):
        """What the program reads, as a JSON feed would tell it."""
        title, rest = self.text.lstrip().split("\n", 1)
        if self.form == "html":
            return {"id": self.name, "title": html.unescape(plain(title)), "content_html": rest}
        return {"id": self.name, "title": title.removeprefix("# "), "content_text": rest.strip("\n")}

    def prose(self):
        """What stands outside of tables."""
        if self.form == "html":
            return squeezed(plain(re.sub(r"<table.*?</table>", " ", self.text, flags=re.S)))
        lines = [x for x in self.text.splitlines() if "|" not in x and not re.search(r"\S {2,}\S", x)]
        return squeezed("\n".join(lines))

    def words(self):
        return len(re.findall(r"\w[\w'.,%]*", plain(self.text)))


def squeezed(text):
    """In one line and small letters."""
    return " ".join(html.unescape(text).replace("\u2019", "'").lower().split())


def plain(markup):
    return re.sub(r"<[^>]+>", " ", markup)


def worked(node):
    """A working of numbers, + - * / and brackets, and nothing else."""
    if isinstance(node, ast.Constant):
        return float(node.value)
    if isinstance(node, ast.UnaryOp):
        return WORKINGS[type(node.op)](worked(node.operand))
    return WORKINGS[type(node.op)](worked(node.left), worked(node.right))


def load():
    files = sorted(f for f in os.listdir(FOLDER) if f.endswith((".md", ".txt", ".html")) and f != "README.md")
    return [Article(file) for file in files]


def checks_of(event, kind=""):
    """The checks of all tables whose name begins with kind."""
    return [c for t in event["data"]["tables"] for c in t["checks"] if c["check"].startswith(kind)]


def faults_of(table):
    return sorted({c["check"] for c in table["checks"] if c["check"] in FAULTS and c["status"] == "warning"})
