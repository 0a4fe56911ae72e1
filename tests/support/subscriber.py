#!/usr/bin/python3
"""A subscriber that shares no code with assayd: it knows docs/wire.md and nothing else.

    subscriber.py live ENDPOINT PREFIX COUNT      prints "ready" once a heartbeat came, then one
                                                  line a message, until COUNT have come
    subscriber.py replay ENDPOINT REQUEST         REQUEST is sent as it is; prints the status and
                                                  one line a message ("-r" first: with a REQ socket)
    subscriber.py garbage ENDPOINT SEED           a hundred messages of random frames
    subscriber.py stalled ENDPOINT                subscribes to everything and reads nothing until
                                                  stdin ends

A line is: topic sequence previous json. Ends with status 3 after 20 seconds of silence."""
import json
import random
import struct
import sys

import zmq

SILENCE_MS = 20000
HEADER = struct.Struct(">5Q")


def open_socket(kind, endpoint):
    socket = zmq.Context.instance().socket(kind)
    socket.setsockopt(zmq.LINGER, 500)
    socket.connect(endpoint)
    return socket


def receive(socket):
    if not socket.poll(SILENCE_MS):
        print("silence", flush=True)
        sys.exit(3)
    return socket.recv_multipart()


def show(frames):
    topic, header, body = frames
    version, epoch, sequence, previous, time_ms = HEADER.unpack(header)
    assert version == 1 and epoch and time_ms
    json.loads(body)
    print(topic.decode("ascii"), sequence, previous, body.decode("utf-8"), flush=True)


def live(endpoint, prefix, count):
    socket = open_socket(zmq.SUB, endpoint)
    socket.setsockopt(zmq.SUBSCRIBE, b"sys/heartbeat/")
    socket.setsockopt(zmq.SUBSCRIBE, prefix.encode())
    told, left = False, int(count)
    while left:
        frames = receive(socket)
        if frames[0] != b"sys/heartbeat/":
            show(frames)
            left -= 1
        elif not told:
            told = True
            print("ready", flush=True)


def replay(endpoint, request, kind=zmq.DEALER):
    socket = open_socket(kind, endpoint)
    socket.send(request.encode())
    frames = receive(socket)
    print(frames[0].decode(), flush=True)
    for at in range(1, len(frames), 3):
        show(frames[at:at + 3])


def garbage(endpoint, seed):
    chance = random.Random(int(seed))
    for _ in range(100):
        socket = open_socket(zmq.DEALER, endpoint)
        socket.setsockopt(zmq.SNDTIMEO, 100)
        frames = [chance.randbytes(chance.choice((0, 1, 5, 200, 4000)))
                  for _ in range(chance.randint(1, 6))]
        try:
            socket.send_multipart(frames)
        except zmq.Again:
            pass  # refused in the handshake already: a DEALER has no business at an XPUB
        socket.close()


def stalled(endpoint):
    socket = open_socket(zmq.SUB, endpoint)
    socket.setsockopt(zmq.RCVHWM, 1)
    socket.setsockopt(zmq.SUBSCRIBE, b"")
    socket.poll(SILENCE_MS)
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    if sys.argv[1] == "-r":
        replay(*sys.argv[3:], kind=zmq.REQ)
    else:
        {"live": live, "replay": replay, "garbage": garbage,
         "stalled": stalled}[sys.argv[1]](*sys.argv[2:])
