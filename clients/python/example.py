#!/usr/bin/python3
"""example.py [LIVE REPLAY [SINCE]]: prints each item's tone and title, and heals what was missed."""
import sys

from assayd_client import Subscriber

live, replay = sys.argv[1:3] or ("ipc:///run/assayd/items.sock", "ipc:///run/assayd/replay.sock")
since = int(sys.argv[3]) if len(sys.argv) > 3 else None


def on_silence(silent):
    print("the publisher is", "silent" if silent else "back", file=sys.stderr)


def on_truncated(oldest):
    print("lost: nothing before", oldest, "is kept", file=sys.stderr)


for message in Subscriber(live, replay, prefix="item/", since=since, check=1.0,
                          on_silence=on_silence, on_truncated=on_truncated):
    data = message.data["data"]
    print(message.sequence, data.get("overall_sentiment_label"), data["item"]["title"], flush=True)
