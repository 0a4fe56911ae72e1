#!/usr/bin/python3
"""Prints scored items as they come out of assayd: subscriber.py LIVE REPLAY COUNT SECONDS

Through the Python client, which fetches what was published before it came by replay."""
import contextlib
import os
import sys
import textwrap
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "clients", "python"))
from assayd_client import Subscriber  # noqa: E402

COLOUR = os.environ.get("DEMO_COLOR") == "always" or (
    sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
RED, GREEN, YELLOW, FAINT, BOLD = "31", "32", "33", "2", "1"


def paint(text, *codes):
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if COLOUR and codes else str(text)


def clean(text):
    """What comes from a feed must not drive the terminal."""
    return "".join(c if c.isprintable() else " " for c in text or "")


def signed(value, digits=2):
    return paint(f"{value:+.{digits}f}", *([RED] if value < -0.005 else [GREEN] if value > 0.005 else []))


def tone(data):
    score, label = data["overall_sentiment_score"], data["overall_sentiment_label"]
    if score is None:
        return paint("no tone found", FAINT)
    return f"{signed(score)} {paint(label, BOLD)}"


def reliability(data):
    score, label = data["reliability"]["score"], data["reliability"]["label"]
    if score is None:
        return paint("not judged", FAINT)
    colour = RED if score < 0.3 else YELLOW if score < 0.6 else GREEN
    return f"{paint(f'{score:.2f}', colour)} {paint(label, BOLD)}"


def show_terms(data):
    terms = [t for t in data.get("explanation", {}).get("terms", []) if t["ticker"] is None]
    terms.sort(key=lambda t: -abs(t["contribution"]))
    for term in terms[:4]:
        words = clean(term["exact"])[:44]
        print(f"      {signed(term['contribution'], 3)}  \"{words}\"  {paint(clean(term['rule']), FAINT)}")
    rest = len(terms) - 4
    if rest > 0:
        more = sum(t["contribution"] for t in terms[4:]) + data["explanation"]["other_terms"]
        print(f"      {signed(more, 3)}  {paint(f'{rest} more reasons', FAINT)}")


def show_signals(data):
    for signal in data["reliability"]["signals"]:
        words = ", ".join(f"\"{clean(s['exact'])[:40]}\"" for s in signal["spans"][:2])
        print(f"      {signed(signal['points'])}  {signal['id']}  {words or paint(clean(signal['why']), FAINT)}")


def show_tables(data):
    for table in data["tables"]:
        sourced = "sourced" if table["sourced"] else paint("unsourced", RED)
        print(f"    table {table['index'] + 1}: {table['rows']} x {table['columns']}, {sourced}")
        for check in table["checks"]:
            if check["check"] == "source":
                continue
            colour = {"contradicted": RED, "warning": YELLOW, "supported": GREEN}.get(check["status"], FAINT)
            error = f": {check['error']}" if check["error"] else ""
            print(f"      {paint(check['status'], colour)}  {check['check']}{error}  "
                  f"{paint(clean(check['why'])[:110], FAINT)}")


def show(event):
    data = event["data"]
    item = data["item"]
    print(paint("-" * 78, FAINT))
    print(f"{paint('#' + str(int(event['sequence'])), FAINT)}  "
          f"{paint(textwrap.shorten(clean(item['title']), 66), BOLD)}")
    print(f"    {paint(clean(item['source']), FAINT)}   tone {tone(data)}   reliability {reliability(data)}")
    for ticker in data["ticker_sentiment"]:
        if ticker["ticker_sentiment_score"] is not None:
            print(f"    {clean(ticker['ticker'])} {signed(ticker['ticker_sentiment_score'])} "
                  f"{ticker['ticker_sentiment_label']}, relevance {ticker['relevance_score']:.2f}")
    print("    tone is the sum of")
    show_terms(data)
    print("    reliability is the sum of")
    show_signals(data)
    show_tables(data)
    print(flush=True)


def main():
    live, replay, count, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    until, shown = time.monotonic() + seconds, 0
    with contextlib.closing(Subscriber(live, replay, prefix="item/", since=0)) as subscriber:
        while shown < count and time.monotonic() < until:
            for message in subscriber.step(0.2):
                show(message.data)
                shown += 1
    if shown < count:
        print(f"only {shown} of {count} items came within {seconds:.0f} s", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
