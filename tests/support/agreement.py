"""agreement.py - how far readers agree on ordered bands.

    agreement([[0, 0, 1], [4, 4, 4], ...])      a row an article, a column a reader"""
from itertools import combinations


def agreement(rows):
    pairs = [(a, b) for row in rows for a, b in combinations(row, 2)]
    return {"all three readers the same": share(len(set(row)) == 1 for row in rows),
            "all three within one band": share(max(row) - min(row) < 2 for row in rows),
            "two readers the same": share(a == b for a, b in pairs),
            "two readers within one band": share(abs(a - b) < 2 for a, b in pairs),
            "Krippendorff's alpha, ordinal": alpha(rows)}


def share(truths):
    truths = list(truths)
    return sum(truths) / len(truths)


def alpha(rows):
    """Krippendorff's alpha with the ordinal metric; every row is full."""
    values = [v for row in rows for v in row]
    levels = sorted(set(values))
    count = {v: values.count(v) for v in levels}

    def distance(a, b):
        low, high = min(a, b), max(a, b)
        between = sum(count[v] for v in levels if low <= v <= high)
        return (between - (count[low] + count[high]) / 2) ** 2 if a != b else 0.0

    seen = sum(2 * distance(a, b) / (len(row) - 1) for row in rows for a, b in combinations(row, 2))
    chance = sum(distance(a, b) * count[a] * count[b] for a in levels for b in levels)
    return 1 - seen * (len(values) - 1) / chance if chance else 1.0
