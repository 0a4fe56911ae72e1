#!/usr/bin/python3
"""Feeds over HTTPS on loopback, for bench/round.py: /N is feed N, 20 items with an ETag.

    publisher.py CERTIFICATE

Prints its port. Each line on stdin is answered with a line of JSON, what was asked since the line before:
"renew" gives each twentieth feed 20 new items from then on, "asked" changes nothing. Ends when stdin closes."""
import asyncio
import email.utils
import json
import random
import ssl
import sys
import time

WORDS = ("the harbour board said on Monday that its profit rose by a third although costs of fuel soared "
         "and two ships lay idle analysts had expected less growth while unions called a plan to cut jobs "
         "reckless shares of the line fell after a warning about demand in the autumn").split()

generation = 0
asked = {"asked": 0, "fresh": 0, "unchanged": 0, "connections": 0}


def document(number, fresh):
    dice = random.Random(number * 7919 + fresh)
    date = email.utils.formatdate(time.time() - (0 if fresh else 40 * 86400), usegmt=True)
    items = []
    for n in range(20, 0, -1):
        title = " ".join(dice.choice(WORDS) for _ in range(9)).capitalize()
        text = " ".join(dice.choice(WORDS) for _ in range(60)).capitalize()
        items.append(f"<item><guid isPermaLink='false'>{number}-{fresh}-{n}</guid><title>{title}</title>"
                     f"<link>https://h{number}.feeds.localhost/{fresh}/{n}</link><pubDate>{date}</pubDate>"
                     f"<description>{text}.</description></item>\n")
    return (f"<?xml version='1.0'?><rss version='2.0'><channel><title>Feed {number}</title>"
            + "".join(items) + "</channel></rss>").encode()


def answer(request):
    line, _, rest = request.partition(b"\r\n")
    number = int(line.split()[1][1:])
    fresh = generation if number % 20 == 0 else 0
    etag = b'"%d-%d"' % (number, fresh)
    asked["asked"] += 1
    if etag in rest:
        asked["unchanged"] += 1
        return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
    asked["fresh"] += 1
    body = document(number, fresh)
    return (b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: " + etag
            + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


async def serve(reader, writer):
    asked["connections"] += 1
    try:
        while request := await reader.readuntil(b"\r\n\r\n"):
            writer.write(answer(request))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
        pass
    finally:
        writer.close()


async def obey():
    global generation
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == "renew":
            generation += 1
        print(json.dumps(asked), flush=True)
        for key in asked:
            asked[key] = 0


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1])
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await obey()
    server.close()


asyncio.run(main())
