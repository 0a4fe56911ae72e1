#!/usr/bin/python3
"""How assayd reads whole articles: the right band, and what must hold whatever the band is.

    tone.py --assayd BIN CHECK ...     without CHECK: all of them, in the order of CHECKS
    tone.py --assayd BIN --strike      takes rows that hold again out of the list of known failures

Each check yields rows: a name, whether it holds, what was measured. What fails today stands in
tests/scorers/tone/known.tsv with its cause (support/known.py)."""
import hashlib
import os
import random
import re
import statistics
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "support"), os.path.join(HERE, "plays")]
from agreement import agreement  # noqa: E402
from judged import events  # noqa: E402
from known import main  # noqa: E402
from player import Failed, check_item  # noqa: E402
from tone_articles import BANDS, FOLDER, MIDDLES, load, parts, read, scores  # noqa: E402

# Floors are what was measured when they were last raised: raise them with the scorer, never lower them.
FLOORS = {"right band": 0.48, "within one band": 0.80, "Pearson's r": 0.76}
BAND_FLOORS = dict(zip(BANDS, [0.62, 0.20, 0.44, 0.16, 0.33]))

TWICE, JOINED, SHUFFLED, PLACED = 0.02, 0.05, 0.05, 0.05
FAINT = 0.05          # scores nearer to 0 than this have no sign to turn
WEAKER = 0.02         # what neutral words may add to a score, for rounding of weights
HEARD = 0.05          # a judgement moves a score at least so far
EXTREME = 0.5         # beyond it, one more sentence of the same mind need not add to a mean
NEUTRAL_EDGE = 0.15   # of bands.tone


def check_bands(binary, articles):
    """Accuracy by band and Pearson's r with the middles of the bands."""
    answers = [e["data"] for e in events(binary, [a.item() for a in articles])]
    found = [d["overall_sentiment_label"] or "neutral" for d in answers]
    values = [d["overall_sentiment_score"] or 0.0 for d in answers]
    steps = [abs(BANDS.index(f) - BANDS.index(a.band)) for a, f in zip(articles, found)]
    reached = {"right band": steps.count(0) / len(steps),
               "within one band": sum(s < 2 for s in steps) / len(steps),
               "Pearson's r": statistics.correlation(values, [MIDDLES[a.band] for a in articles])}
    for name, value in reached.items():
        yield name, value >= FLOORS[name], f"{value:.3f}, floor {FLOORS[name]:.3f}"
    for band in BANDS:
        own = [s for a, s in zip(articles, steps) if a.band == band]
        share = own.count(0) / len(own)
        yield band, share >= BAND_FLOORS[band], f"{share:.3f} of {len(own)}, floor {BAND_FLOORS[band]:.3f}"


def check_signs(binary, articles):
    """A clear band never gets the opposite sign, a mild one never the opposite label."""
    for a, score in zip(articles, scores(binary, [a.item() for a in articles])):
        against = -score if MIDDLES[a.band] > 0 else score
        limit = NEUTRAL_EDGE if "mildly" in a.band else FAINT
        if a.band != "neutral":
            yield a.name, against < limit, f"{a.band}, scored {score:+.3f}"


def check_twice(binary, articles):
    """A body that is said twice says no more than once."""
    once = scores(binary, [a.item(a.blocks) for a in articles])
    twice = scores(binary, [a.item(a.blocks * 2) for a in articles])
    for a, before, after in zip(articles, once, twice):
        yield a.name, abs(after - before) <= TWICE, f"{before:+.3f} became {after:+.3f}"


def check_joined(binary, articles):
    """Two articles in one score between the two. Who follows whom: by a hash, so that a new
    article changes one pair only."""
    ring = sorted(articles, key=lambda a: hashlib.sha256(a.name.encode()).digest())
    alone = scores(binary, [a.item(a.blocks) for a in ring])
    pairs = [(i, (i + 1) % len(ring)) for i in range(len(ring))]
    items = [ring[i].item(ring[i].blocks + titled(ring[j])) for i, j in pairs]
    for (i, j), score in zip(pairs, scores(binary, items)):
        low, high = sorted((alone[i], alone[j]))
        yield (f"{ring[i].name}+{ring[j].name}", low - JOINED <= score <= high + JOINED,
               f"{score:+.3f} of {alone[i]:+.3f} and {alone[j]:+.3f}")


def titled(article):
    return ([f"## {article.title}"] if article.title else []) + article.blocks


def check_surrounded(binary, articles):
    """Ten neutral paragraphs around an article weaken it without turning it."""
    variants = parts("neutral.txt")
    by_themselves = scores(binary, [{"content_text": "\n\n".join(v)} for v in variants])
    for number, value in enumerate(by_themselves, 1):
        yield f"neutral-{number}", abs(value) < FAINT, f"{value:+.3f} alone"
    alone = scores(binary, [a.item(a.blocks) for a in articles])
    items = [a.item(v[:5] + a.blocks + v[5:]) for a in articles for v in variants]
    got = scores(binary, items)
    for i, a in enumerate(articles):
        after = got[i * len(variants):(i + 1) * len(variants)]
        weaker = all(abs(s) <= abs(alone[i]) + WEAKER for s in after)
        turned = any(s * alone[i] < 0 and min(abs(s), abs(alone[i])) >= FAINT for s in after)
        yield a.name, weaker and not turned, f"{alone[i]:+.3f} became " + " ".join(f"{s:+.3f}" for s in after)


def check_judged(binary, _articles):
    """A judgement is known by its wording: it moves the score its way, and from any place."""
    lines = [x.split("\t") for x in read("parts", "judgements.tsv").splitlines() if x[0] != "#"]
    for number, (title, *body) in enumerate(parts("frames.txt"), 1):
        variants = [body] + [v for _, j in lines for v in (body + [j], body[:2] + [j] + body[2:])]
        bare, *placed = scores(binary, [{"title": title[2:], "content_text": "\n\n".join(v)}
                                        for v in variants])
        for i, (sign, judgement) in enumerate(lines):
            last, middle = placed[2 * i:2 * i + 2]
            moved = last - bare if sign == "+" else bare - last
            yield (f"{number}: {judgement}", moved >= HEARD and abs(last - middle) <= PLACED,
                   f"{bare:+.3f} bare, {last:+.3f} at the end, {middle:+.3f} in the middle")


def check_concluded(binary, articles):
    """A bright conclusion brightens any article, a bleak one darkens it, wherever it stands."""
    ends = ["All in all, the outlook is bleak.", "All in all, the outlook is bright."]
    got = iter(scores(binary, [a.item(v) for a in articles for end in ends
                               for v in (a.blocks + [end], a.blocks[:2] + [end] + a.blocks[2:])]))
    alone = scores(binary, [a.item(a.blocks) for a in articles])
    for a, bare in zip(articles, alone):
        bleak, bleak_inside, bright, bright_inside = (next(got) for _ in range(4))
        apart = max(abs(bleak - bleak_inside), abs(bright - bright_inside))
        darker, brighter = bleak < bare or bare < -EXTREME, bright > bare or bare > EXTREME
        yield (a.name, bleak < bright and darker and brighter and apart <= PLACED,
               f"{bare:+.3f} bare, {bleak:+.3f} bleak, {bright:+.3f} bright, {apart:.3f} by its place")


def check_shuffled(binary, articles):
    """The order of body paragraphs hardly matters; the lead stays, and headings and tables do."""
    alone = scores(binary, [a.item(a.blocks) for a in articles])
    seeds = range(3)
    got = scores(binary, [a.item(shuffled(a.blocks, s, 1)) for a in articles for s in seeds])
    whole = scores(binary, [a.item(shuffled(a.blocks, s, 0)) for a in articles for s in seeds])
    for i, a in enumerate(articles):
        after = got[i * len(seeds):(i + 1) * len(seeds)]
        yield (a.name, all(abs(s - alone[i]) <= SHUFFLED for s in after),
               f"{alone[i]:+.3f} became " + " ".join(f"{s:+.3f}" for s in after))
    moved = [abs(s - alone[i // len(seeds)]) for i, s in enumerate(whole)]
    print(f"      with the lead shuffled, too: mean {statistics.mean(moved):.3f}, most {max(moved):.3f}, "
          f"{sum(m <= SHUFFLED for m in moved) / len(moved):.2f} within {SHUFFLED}")


def shuffled(blocks, seed, fixed):
    places = [i for i, b in enumerate(blocks) if b[0] not in "#|" and i >= fixed]
    mixed, out = list(places), list(blocks)
    random.Random(seed).shuffle(mixed)
    for to, of in zip(places, mixed):
        out[to] = blocks[of]
    return out


def check_sums(binary, articles):
    """Published contributions sum to the scores, overall and of each name."""
    names = 0
    for a, event in zip(articles, events(binary, [a.item() for a in articles])):
        names += sum(t["ticker_sentiment_score"] is not None for t in event["data"]["ticker_sentiment"])
        try:
            check_item(event)
            yield a.name, True, ""
        except Failed as failure:
            yield a.name, False, str(failure)
    yield "many names are scored", names >= 40, f"{names} of them"


def check_agreement(_binary, articles):
    """The bands are the medians of three readings, and README.md states how far these agree."""
    lacking = sum(r == "-" for a in articles for r in a.readings)
    yield "every article has three readings", not lacking, f"{lacking} are lacking"
    if lacking:
        return
    for a in articles:
        places = sorted(BANDS.index(r) for r in a.readings)
        yield (a.name, a.band == BANDS[places[1]] and places[2] - places[0] < 2,
               f"{a.band}, read as {', '.join(a.readings)}")
    for name, figure in agreement([[BANDS.index(r) for r in a.readings] for a in articles]).items():
        told = re.search(rf"\| {re.escape(name)} \| ([\d.]+) \|", read("README.md"))
        yield name, bool(told) and abs(float(told[1]) - figure) < 0.001, f"{figure:.3f}"


CHECKS = {"bands": check_bands, "signs": check_signs, "twice": check_twice, "joined": check_joined,
          "surrounded": check_surrounded, "judged": check_judged, "concluded": check_concluded,
          "shuffled": check_shuffled, "sums": check_sums, "agreement": check_agreement}


def enough():
    articles = load()
    if len(articles) < 60 or min(sum(a.band == b for a in articles) for b in BANDS) < 10:
        sys.exit("too few articles")
    return articles


if __name__ == "__main__":
    main(CHECKS, FOLDER, enough)
