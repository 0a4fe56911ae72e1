#!/usr/bin/python3
"""example.py [LIVE REPLAY]: prints each item's tone and title, and heals what was missed."""
import sys

from assayd_client import Subscriber

live, replay = sys.argv[1:3] or ("ipc:///run/assayd/items.sock", "ipc:///run/assayd/replay.sock")


def on_silence(silent):
    print("the publisher is", "silent" if silent else "back", file=sys.stderr)


for message in Subscriber(live, replay, prefix="item/", on_silence=on_silence):
    data = message.data["data"]
    print(message.sequence, data.get("overall_sentiment_label"), data["item"]["title"], flush=True)
