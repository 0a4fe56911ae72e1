"""tone_articles.py - the articles of tests/scorers/tone, and what assayd makes of them and of variants.

    articles = load()
    for article, score in zip(articles, scores(binary, [a.item() for a in articles])): ...

An article is given to the program as a JSON feed would give it: title and content apart."""
import html
import os
import re

from judged import events

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "scorers", "tone")
BANDS = ["negative", "mildly negative", "neutral", "mildly positive", "positive"]
MIDDLES = {"negative": -0.675, "mildly negative": -0.25, "neutral": 0.0, "mildly positive": 0.25,
           "positive": 0.675}


class Article:
    """title: None where the text has none; blocks: paragraphs, headings and tables, as text."""

    def __init__(self, line):
        self.file, self.kind, watched, self.author, *self.readings, self.band = line.split("\t")
        self.name = os.path.splitext(self.file)[0]
        self.watched = [] if watched == "-" else watched.split(";")
        text = read(self.file)
        self.markup = None
        if self.file.endswith(".html"):
            text, self.markup = plain(text)
        blocks = [b.strip() for b in text.split("\n\n") if b.strip()]
        self.title = blocks.pop(0)[2:] if blocks[0].startswith("# ") else None
        self.blocks = blocks

    def item(self, blocks=None):
        """What the program reads; with other blocks, a variant."""
        item = {"id": self.name, "_assayd": {"entities": [{"name": n} for n in self.watched]}}
        if self.title:
            item["title"] = self.title
        if blocks is None and self.markup:
            return item | {"content_html": self.markup}
        return item | {"content_text": "\n\n".join(self.blocks if blocks is None else blocks)}


def read(*names):
    with open(os.path.join(FOLDER, *names), encoding="utf-8") as file:
        return file.read()


def plain(page):
    """A page of ours as text with a title line, and its content without the title."""
    inner = re.search(r"<article>\n(.*)</article>", page, re.S)[1]
    text = re.sub(r"<h1>(.*?)</h1>\n", r"# \1\n\n", inner).replace("</p>\n", "\n\n")
    text = re.sub(r"<h2>(.*?)</h2>", r"## \1\n", text)
    return html.unescape(re.sub(r"<[^>]+>", "", text)), re.sub(r"<h1>.*?</h1>\n", "", inner)


def load():
    return [Article(line) for line in read("index.tsv").splitlines() if not line.startswith("#")]


def parts(name):
    """The pieces of a file of parts, each a list of blocks."""
    return [piece.strip().split("\n\n") for piece in read("parts", name).split("\n---\n")]


def scores(binary, items):
    """Abstentions count as 0."""
    return [e["data"]["overall_sentiment_score"] or 0.0 for e in events(binary, items)]
