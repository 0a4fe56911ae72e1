#!/usr/bin/python3
"""heal.py LIVE REPLAY COUNT: prints the bodies of the first COUNT items, through the client that
ships with assayd. Ends with status 3 when nothing comes for 30 seconds."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "clients/python"))
from assayd_client import Subscriber  # noqa: E402

live, replay, count = sys.argv[1:]
subscriber = Subscriber(live, replay, since=0, check=1.0)  # 0 as 1: from the first entry there is
left, heard_at = int(count), time.monotonic()
while left:
    for message in subscriber.step():
        print(message.body.decode(), flush=True)
        left, heard_at = left - 1, time.monotonic()
    if time.monotonic() - heard_at > 30:
        sys.exit(3)
