#!/usr/bin/python3
"""How assayd reads small articles with tables: sources, faults of tables, and claims of the prose.

    reliability.py --assayd BIN CHECK ...     without CHECK: all of them, in the order of CHECKS
    reliability.py --assayd BIN --strike      takes rows that hold again out of the list of known failures

Each check yields rows: a name, whether it holds, what was measured. What fails today stands in
tests/scorers/reliability/known.tsv with its cause (support/known.py)."""
import os
import re
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "support"), os.path.join(HERE, "plays")]
from judged import events  # noqa: E402
from known import main  # noqa: E402
from player import Failed, check_item  # noqa: E402
from table_articles import ERRORS, FAULTS, FOLDER, checks_of, faults_of, load, squeezed  # noqa: E402

# Floors are what was measured when they were last raised: raise them with the scorer, never lower them.
FLOORS = {"unsourced": 0.95, "wrong claims found": 0.22, "right claims found": 0.57, "errors named": 0.93}


def check_gold(_binary, articles):
    """The gold itself: lengths, forms, words that stand once, workings that give what they should."""
    for a in articles:
        prose, lacking = a.prose(), []
        for claim in a.claims:
            count = prose.count(squeezed(claim.words))
            if count != 1:
                lacking.append(f"'{claim.words}' stands {count} times")
            unsigned = claim.error in ("wrong sign", "off by a scale")
            if claim.worth is not None and not unsigned and claim.fits() != (claim.status == "supported"):
                lacking.append(f"'{claim.words}' and {claim.working} = {claim.worth:.6g}")
            if claim.status == "contradicted" and claim.error not in ERRORS:
                lacking.append(f"'{claim.words}' is wrong in no known way")
        if not set(f for _, faults in a.tables for f in faults) <= set(FAULTS):
            lacking.append("a fault of no known kind")
        yield a.name, not lacking and 60 <= a.words() <= 270, f"{a.words()} words; " + "; ".join(lacking)
    yield "at least 120 articles", len(articles) >= 120, f"{len(articles)}"


def check_sources(binary, articles):
    """Is a table sourced: each table, and F1 on "unsourced"."""
    hit = false = missed = 0
    for a, event in zip(articles, events(binary, [a.item() for a in articles])):
        found = ["sourced" if t["sourced"] else "unsourced" for t in event["data"]["tables"]]
        gold = [source for source, _ in a.tables]
        yield a.name, found == gold, ", ".join(found)
        for ours, theirs in zip(found + ["-"] * len(gold), gold):
            hit += ours == theirs == "unsourced"
            false += ours == "unsourced" != theirs
            missed += theirs == "unsourced" != ours
    f1 = 2 * hit / (2 * hit + false + missed)
    yield "F1 on unsourced", f1 >= FLOORS["unsourced"], f"{f1:.3f}: {hit} hit, {false} false, {missed} missed"


def check_faults(binary, articles):
    """Estimated cells, mixed sources and units, sums that are wrong: told where they are and nowhere else."""
    for a, event in zip(articles, events(binary, [a.item() for a in articles])):
        found = [faults_of(t) for t in event["data"]["tables"]]
        yield a.name, found == [sorted(f) for _, f in a.tables], "; ".join(", ".join(f) or "none" for f in found)


def check_accusations(binary, articles):
    """Nothing is called contradicted that isn't."""
    for a, event in zip(articles, events(binary, [a.item() for a in articles])):
        wrong = [c for c in a.claims if c.status == "contradicted"]
        false = [f"{c['exact']} ({c['why']})" for c in checks_of(event, "claim.")
                 if c["status"] == "contradicted" and not any(claim.is_meant_by(c) for claim in wrong)]
        yield a.name, not false, "; ".join(false)


def check_comfort(binary, articles):
    """Nothing is called supported that is wrong or only a judgement."""
    for a, event in zip(articles, events(binary, [a.item() for a in articles])):
        wrong = [c for c in a.claims if c.status != "supported"]
        false = [f"{c['exact']} ({c['why']})" for c in checks_of(event, "claim.")
                 if c["status"] == "supported" and any(claim.is_meant_by(c) for claim in wrong)]
        yield a.name, not false, "; ".join(false)


def check_reasons(binary, articles):
    """What is borne out or contradicted says by which cells, and why."""
    for a, event in zip(articles, events(binary, [a.item() for a in articles])):
        bare = [c["exact"] for c in checks_of(event, "claim.") if c["status"] in ("supported", "contradicted")
                and not (c["why"] and (c["cells"] or c["check"] == "claim.count"))]
        yield a.name, not bare, "; ".join(bare)


def check_found(binary, articles):
    """How much of what is right and wrong is found; which claims are missed is printed."""
    right, wrong, named = [], [], []
    for a, event in zip(articles, events(binary, [a.item() for a in articles])):
        for claim in a.claims:
            told = [c for c in checks_of(event, "claim.") if claim.is_meant_by(c)]
            same = [c for c in told if c["status"] == claim.status]
            if claim.status == "contradicted":
                wrong.append(bool(same))
                if same and claim.error != "any":
                    named.append(any(c["error"] == claim.error for c in same))
            elif claim.status == "supported":
                right.append(bool(same))
            if claim.status != "unverifiable" and not same:
                print(f"      {a.name}: {claim.status} {claim.error}: {claim.words}  "
                      + "; ".join(f"{c['status']} ({c['why']})" for c in told))
            elif claim.status == "contradicted" and not (claim.error == "any" or named[-1]):
                print(f"      {a.name}: {claim.error}: {claim.words}  named "
                      + "; ".join(f"{c['error']} ({c['why']})" for c in same))
    for name, rows in (("right claims found", right), ("wrong claims found", wrong), ("errors named", named)):
        share = sum(rows) / max(1, len(rows))
        yield name, share >= FLOORS[name], f"{share:.3f} of {len(rows)}, floor {FLOORS[name]:.3f}"


def check_sums(binary, articles):
    """Every published score is the sum of its published signals."""
    for a, event in zip(articles, events(binary, [a.item() for a in articles])):
        try:
            check_item(event)
            yield a.name, event["data"]["reliability"]["score"] is not None, ""
        except Failed as failure:
            yield a.name, False, str(failure)


def check_documented(_binary, _articles):
    """Every signal has its line in reliability.md, every check of tables its line in tables.md."""
    room = os.path.join(os.path.dirname(HERE), "scorers", "reliability")
    pages = {}
    for name in ("signals.h", "reliability.md", "tables.md"):
        with open(os.path.join(room, name), encoding="utf-8") as file:
            pages[name] = file.read()
    sections = dict(re.findall(r"^### (\w+):[^\n]*\n(.*?)(?=^##)", pages["reliability.md"], re.S | re.M))
    signals = re.findall(r"^ *X\((\w+), (\w+), [-+0]", pages["signals.h"], re.M)
    yield "there are signals", len(signals) > 50, f"{len(signals)}"
    for group, name in signals:
        yield f"{group}.{name}", f"| `{name}` |" in sections.get(group, ""), ""
    for name in FAULTS + ["source", "limits"]:
        yield f"check {name}", f"| `{name}` |" in pages["tables.md"], ""


ROWS = "| Co | 2020 | 2021 |\n|---|---|---|\n| Acme | 92 | 68 |\n| Beta | 10 | 20 |\n"
# name, item, what its table's "limits" must say; None: it has no table left to say it
HOSTILE = [
    ("a million empty cells in Markdown",
     {"content_text": "Acme fell 44%.\n\n|" + "a|" * 1000 + "\n|" + "-|" * 1000 + ("\n|" + " |" * 1000) * 1000},
     "20000 cells"),
    ("a million empty cells in HTML",
     {"content_html": "<p>Acme fell 44%.</p><table>" + ("<tr>" + "<td></td>" * 1000 + "</tr>") * 1000 + "</table>"},
     "20000 cells"),
    ("ten thousand nested tables",
     {"content_html": "<p>Acme fell 44%.</p>" + "<table><tr><td>" * 10000 + "x" + "</td></tr></table>" * 10000}, None),
    ("ten thousand tables",
     {"content_html": "<p>Acme fell 44%.</p>" + "<table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr>"
                      "</table>" * 10000}, "more tables were not looked at"),
    ("a claim with 500 numbers",
     {"content_text": "Acme rose " + " ".join(f"{7 * i + 3}%" for i in range(500)) + ".\n\n" + ROWS},
     "more than was checked"),
    ("a thousand sentences with claims",
     {"content_text": "Acme fell 26% from 2020 to 2021. " * 1000 + "\n\n" + ROWS}, "more than was checked"),
    ("a cell that spans everything",
     {"content_html": "<p>Acme fell.</p><table><tr><td colspan=99999 rowspan=99999>x</td><td>1</td></tr></table>"},
     None),
]


def check_hostile(binary, _articles):
    """Bounded, and what was left out is said in the result."""
    for name, item, said in HOSTILE:
        before = time.monotonic()
        event = events(binary, [{"id": "1", "title": "T"} | item])[0]
        seconds = time.monotonic() - before
        limits = [c["why"] for c in checks_of(event, "limits")]
        check_item(event)
        yield name, seconds < 60 and (said is None or any(said in x for x in limits)), f"{seconds:.1f} s; {limits}"


def loud(**more):
    """An item with all that counts against one."""
    body = ("SHOCKING!!! Insiders say you won't believe this, reportedly. This is satire. Everyone is a moron! "
            "Buy now, share this article. " * 40)
    return {"id": "loud", "title": "YOU WON'T BELIEVE THIS SHOCKING SECRET!!!", "content_text": body + ROWS} | more


def check_sums_of_extremes(binary, articles):
    """As check_sums, where scores meet the ends of the scale and lists are cut."""
    items = [loud(), loud(id="low", url="https://low.example/1"), {"id": "title", "title": "Acme falls"}, {"id": "nothing"},
             {"id": "many", "content_text": "\n\n".join(a.text for a in articles)}]
    signed = {"authors": [{"name": "Kim Lee"}], "date_published": "2025-01-02T03:04:05Z"}
    items += [a.item() | signed for a in articles[::7]]
    items += [a.item() | signed | {"id": f"high {a.name}", "url": "https://high.example/1"} for a in articles[::20]]
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as config:
        config.write("version: 1\ndomains: {low.example: {prior: 0}, high.example: {prior: 1}}\n")
        config.flush()
        told = events(binary, items, "--config", config.name)
    scores = [event["data"]["reliability"]["score"] for event in told]
    yield "both ends are met", min(scores) == 0 and max(scores) == 1, f"{min(scores)} to {max(scores)}"
    for item, event in zip(items, told):
        score, signals = event["data"]["reliability"]["score"], event["data"]["reliability"]["signals"]
        gap = abs(sum(s["points"] for s in signals) - score) if score is not None else 0
        yield item["id"], gap < 1e-9, f"{score} of {len(signals)} signals, off by {gap:.1e}"


CHECKS = {"gold": check_gold, "sources": check_sources, "faults": check_faults,
          "accusations": check_accusations, "comfort": check_comfort,
          "reasons": check_reasons, "found": check_found,
          "sums": check_sums, "extremes": check_sums_of_extremes, "hostile": check_hostile,
          "documented": check_documented}

if __name__ == "__main__":
    main(CHECKS, FOLDER, load)
