#!/usr/bin/python3
"""A feed publisher for tests: well behaved by default, badly behaved on request.

    feed_server.py [--root DIR] [--bind 127.0.0.1]... [--script FILE] [--tls PEM] [--clients PEM]
                   [--h2] [--for SECONDS]

Prints "port N" on stdout once it listens (one port on every --bind address) and ends when stdin
closes or after --for seconds (120), whichever comes first. Loopback addresses only. With --tls it
speaks https, with the certificate and key in that file; with --clients it wants a certificate of the
authority in that file; with --h2 it says that it speaks HTTP/2 to whoever offers that, which is a lie.
Asked as an HTTP proxy, it answers itself, whatever the host; the log says for whom ("proxied").

What a path answers with:

  /files/<path>     a file under --root
  /doc/<name>       what was PUT to /_/doc/<name>, with the Content-Type of that PUT
                    or, once there was one, with the answer (below) that was PUT to /_/answer/<name>
  /robots.txt       what /doc/robots.txt answers with; not found, as long as nothing was PUT there
  /script/<name>    the next answer of a script (below); the last one stays
  /ok               a small RSS feed
  /status/<code>    that status, and a short body
  /redirect?to=URL  &status=302; /hops/<n> redirects n times and ends at /ok; /loop never ends
  /bytes?n=N        N bytes of text
  /bomb?n=N         N zero bytes in a small gzip (or wire=N: N bytes that unpack to nothing)
  /lie?says=N&n=M   Content-Length N, but M bytes and then the connection closes
  /endless          chunks for ever; /drip?every=0.1 one byte now and then
  /stall            takes the request and says nothing; /stall-body stops after the headers
  /headers?n=N      N bytes of headers
  /reset            resets the connection; /reset-body does it in mid-body
  /garbage          no HTTP; /bad-gzip claims gzip and sends text

Any of the first five takes these options in its query: status=, delay= (seconds), gzip=1,
validators=0 (no ETag and Last-Modified) and h=Name:value (a response header; may repeat). They honour
If-None-Match, else If-Modified-Since, with 304. An ETag is a hash of the body; Last-Modified is when
the body last changed here.

A script is JSON: {"<name>": [answer, ...]}, by --script or PUT /_/script (merged), where an answer
has "status", "headers", "body" or "file" (under --root), "gzip", "delay", "validators", or "path": a
path of the list above to answer in its stead.

Control, not logged:

  GET  /_/log        JSON list of requests in order of arrival: began and ended (seconds since the
                     start), host, method, path, query, headers (names in lower case), status, body
                     bytes sent; "ended" is null while it runs. ?path=/x selects.
  DELETE /_/log      forgets them
  PUT  /_/doc/<name> /_/script /_/answer/<name>     an empty answer: well behaved again
"""
import argparse
import email.utils
import gzip
import hashlib
import http.server
import io
import json
import os
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse
import zlib

SMALL_FEED = b"""<?xml version="1.0"?>
<rss version="2.0"><channel><title>Small</title><link>http://example.org/</link>
<item><guid>small-1</guid><title>Harbour reopens</title></item></channel></rss>
"""
BOUND = 60  # seconds that any one bad answer may last


class World:
    """What all connections share."""

    def __init__(self, root, script):
        self.root, self.lock, self.began = root, threading.Lock(), time.monotonic()
        self.log, self.docs, self.changed = [], {}, {}
        self.script, self.at, self.answers = script, {}, {}

    def now(self):
        return round(time.monotonic() - self.began, 6)

    def next_answer(self, name):
        with self.lock:
            answers = self.script[name]
            at = self.at.get(name, 0)
            self.at[name] = at + 1
            return answers[min(at, len(answers) - 1)]

    def modified(self, path, body):
        """When the body at this path became what it is: whole seconds, never twice the same."""
        digest = hashlib.sha256(body).hexdigest()
        with self.lock:
            known, when = self.changed.get(path, (None, 0))
            if known != digest:
                when = max(int(time.time()), when + 1)
                self.changed[path] = (digest, when)
            return when

    def file(self, name):
        path = os.path.realpath(os.path.join(self.root, name))
        if not path.startswith(os.path.realpath(self.root) + os.sep):
            raise FileNotFoundError(name)
        with open(path, "rb") as file:
            return file.read()


def content_type(name):
    kinds = {".json": "application/feed+json", ".html": "text/html; charset=utf-8",
             ".txt": "text/plain; charset=utf-8", ".atom": "application/atom+xml"}
    return kinds.get(os.path.splitext(name)[1], "application/rss+xml")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = BOUND
    world = None

    def log_message(self, *_):
        pass

    # --- answers ---

    def reply(self, status, body=b"", headers=(), kind="text/plain"):
        self.entry["status"] = status
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304:
            self.put(body)

    def put(self, data):
        self.wfile.write(data)
        self.entry["body_bytes"] += len(data)

    def is_known(self, etag, modified):
        match = self.headers.get("If-None-Match")
        if match is not None:
            return etag in [tag.strip() for tag in match.split(",")]
        since = self.headers.get("If-Modified-Since")
        parsed = email.utils.parsedate_to_datetime(since) if since else None
        return parsed is not None and parsed.timestamp() >= modified

    def document(self, body, kind, options):
        """A document with validators, and what the options change about it."""
        time.sleep(min(float(options.get("delay", 0)), BOUND))
        headers, status = list(options.get("headers", [])), int(options.get("status", 200))
        if str(options.get("validators", 1)) != "0" and status == 200:
            etag = '"%s"' % hashlib.sha256(body).hexdigest()[:16]
            modified = self.world.modified(self.path, body)
            headers += [("ETag", etag),
                        ("Last-Modified", email.utils.formatdate(modified, usegmt=True))]
            if self.is_known(etag, modified):
                status = 304
        if options.get("gzip"):
            body = gzip.compress(body)
            headers.append(("Content-Encoding", "gzip"))
        self.reply(status, body, headers, kind)

    def redirect(self, to, status=302):
        self.reply(status, b"elsewhere", [("Location", to)])

    def chunked(self, chunks, headers=()):
        self.entry["status"] = 200
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(b"%x\r\n" % len(chunk))
            self.put(chunk)
            self.wfile.write(b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def hang(self):
        """Until the client goes away, or the bound."""
        self.close_connection = True
        self.connection.settimeout(BOUND)
        self.connection.recv(1)

    def reset(self):
        self.close_connection = True
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    # --- bad manners ---

    def bomb(self, size, wire):
        if wire:  # deflate blocks that hold nothing: bytes arrive, none comes out
            blocks = b"\0\0\0\xff\xff" * 1000
            chunks = [gzip.compress(b"")[:10]] + [blocks] * (wire // len(blocks) + 1)
            return self.chunked(chunks, [("Content-Encoding", "gzip")])
        pack = zlib.compressobj(9, zlib.DEFLATED, 31)
        out = io.BytesIO()
        for _ in range(size // 65536):
            out.write(pack.compress(bytes(65536)))
        out.write(pack.compress(bytes(size % 65536)) + pack.flush())
        return self.reply(200, out.getvalue(), [("Content-Encoding", "gzip")])

    def forever(self, chunk, pause):
        until = time.monotonic() + BOUND
        while time.monotonic() < until:
            yield chunk
            time.sleep(pause)

    def cut_short(self, says, data, then_reset=False):
        self.entry["status"] = 200
        self.send_response(200)
        self.send_header("Content-Length", str(says))
        self.end_headers()
        self.put(data)
        self.close_connection = True
        if then_reset:
            self.wfile.flush()
            time.sleep(0.05)  # or the reset overtakes the bytes
            self.reset()

    def many_headers(self, size):
        self.entry["status"] = 200
        self.send_response(200)
        for number in range(size // 1000 + 1):
            self.send_header("X-Filler-%d" % number, "x" * 980)
        self.send_header("Content-Length", "0")
        self.end_headers()

    # --- which answer ---

    def misbehave(self, path, query):
        """Answers a path of the second half of the list; false when it is none of them."""
        number = lambda name, fallback: int(query.get(name, fallback))
        head, _, rest = path.lstrip("/").partition("/")
        answers = {
            "status": lambda: self.reply(int(rest), b"as you wish\n", query["headers"]),
            "redirect": lambda: self.redirect(query["to"], number("status", 302)),
            "hops": lambda: self.redirect("/hops/%d" % (int(rest) - 1) if int(rest) > 1 else "/ok"),
            "loop": lambda: self.redirect("/loop"),
            "bytes": lambda: self.reply(200, b"x" * number("n", 1000)),
            "bomb": lambda: self.bomb(number("n", 0), number("wire", 0)),
            "lie": lambda: self.cut_short(number("says", 1000), b"x" * number("n", 10)),
            "endless": lambda: self.chunked(self.forever(b"y" * 8192, 0.001)),
            "drip": lambda: self.chunked(self.forever(b"z", float(query.get("every", 0.1)))),
            "stall": self.hang,
            "stall-body": lambda: (self.cut_short(1000, b"x"), self.wfile.flush(), self.hang()),
            "headers": lambda: self.many_headers(number("n", 1000000)),
            "reset": self.reset,
            "reset-body": lambda: self.cut_short(1000, b"x" * 100, then_reset=True),
            "garbage": lambda: (self.wfile.write(b"220 mail.example.org ESMTP\r\n"), self.hang()),
            "bad-gzip": lambda: self.reply(200, b"no gzip", [("Content-Encoding", "gzip")]),
        }
        if head not in answers:
            return False
        answers[head]()
        return True

    def scripted(self, answer):
        answer = dict(answer)
        if "path" in answer:
            return self.answer(answer["path"])
        answer["headers"] = list(answer.get("headers", {}).items())
        kind = "application/rss+xml"
        if "file" in answer:
            body, kind = self.world.file(answer["file"]), content_type(answer["file"])
        else:
            body = answer.get("body", "").encode()
        return self.document(body, kind, answer)

    def answer(self, target):
        path, _, text = target.partition("?")
        query = dict(urllib.parse.parse_qsl(text))
        query["headers"] = [tuple(part.strip() for part in value.split(":", 1))
                            for name, value in urllib.parse.parse_qsl(text) if name == "h"]
        head, _, rest = path.lstrip("/").partition("/")
        rest = urllib.parse.unquote(rest)
        if path == "/robots.txt":
            self.answer("/doc" + target)
        elif head == "files":
            self.document(self.world.file(rest), content_type(rest), query)
        elif head == "doc" and self.world.answers.get(rest):
            self.scripted(self.world.answers[rest])
        elif head == "doc":
            body, kind = self.world.docs[rest]
            self.document(body, kind, query)
        elif head == "script":
            self.scripted(self.world.next_answer(rest))
        elif head == "ok":
            self.document(SMALL_FEED, "application/rss+xml", query)
        elif not self.misbehave(path, query):
            raise FileNotFoundError(path)

    def do_GET(self):
        proxied = None
        if self.path.startswith("http://"):
            proxied, _, rest = self.path[len("http://"):].partition("/")
            self.path = "/" + rest
        path, _, query = self.path.partition("?")
        if path.startswith("/_/"):
            return self.control(path[3:], dict(urllib.parse.parse_qsl(query)))
        self.entry = {"began": self.world.now(), "ended": None,
                      "host": self.connection.getsockname()[0], "method": self.command,
                      "proxied": proxied, "path": path, "query": query, "status": None, "body_bytes": 0,
                      "headers": {name.lower(): value for name, value in self.headers.items()}}
        with self.world.lock:
            self.world.log.append(self.entry)
        try:
            return self.answer(self.path)
        except (FileNotFoundError, KeyError):
            return self.reply(404, b"no such thing here\n")
        except (OSError, ValueError):  # the client is gone
            self.close_connection = True
        finally:
            self.entry["ended"] = self.world.now()

    do_HEAD = do_POST = do_GET

    # --- control ---

    def control(self, what, query):
        self.entry = {"body_bytes": 0}
        if what == "log":
            with self.world.lock:
                entries = [entry for entry in self.world.log
                           if query.get("path", entry["path"]) == entry["path"]]
                text = json.dumps(entries).encode()
            return self.reply(200, text, kind="application/json")
        return self.reply(404, b"no such control\n")

    def do_PUT(self):
        self.entry = {"body_bytes": 0}
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/_/doc/"):
            kind = self.headers.get("Content-Type", "application/rss+xml")
            self.world.docs[urllib.parse.unquote(self.path[len("/_/doc/"):])] = (body, kind)
        elif self.path.startswith("/_/answer/"):
            self.world.answers[urllib.parse.unquote(self.path[len("/_/answer/"):])] = \
                json.loads(body or b"null")
        elif self.path == "/_/script":
            script = json.loads(body)
            with self.world.lock:
                self.world.script.update(script)
                for name in script:
                    self.world.at.pop(name, None)
        else:
            return self.reply(404, b"no such control\n")
        return self.reply(200, b"done\n")

    def do_DELETE(self):
        self.entry = {"body_bytes": 0}
        with self.world.lock:
            self.world.log.clear()
        self.reply(200, b"done\n")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512
    tls = None

    def get_request(self):
        connection, peer = super().get_request()
        if self.tls:  # the handshake is the connection's own thread's business
            connection = self.tls.wrap_socket(connection, server_side=True,
                                              do_handshake_on_connect=False)
        return connection, peer

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def serve(addresses):
    """One port on every address; retried while another program holds it on one of them."""
    for _ in range(20):
        servers = [Server((addresses[0], 0), Handler)]
        port = servers[0].server_address[1]
        try:
            servers += [Server((address, port), Handler) for address in addresses[1:]]
            break
        except OSError:
            for server in servers:
                server.server_close()
    else:
        sys.exit("feed_server.py: no port is free on all of %s" % ", ".join(addresses))
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    return port


def main():
    parser = argparse.ArgumentParser(description="A feed publisher for tests.")
    parser.add_argument("--root", default=".")
    parser.add_argument("--bind", action="append", help="a loopback address; may repeat")
    parser.add_argument("--script", help="a file of scripted answers")
    parser.add_argument("--tls", help="certificate and key, PEM")
    parser.add_argument("--clients", help="the authority that clients' certificates must be of, PEM")
    parser.add_argument("--h2", action="store_true", help="prefer HTTP/2, which it cannot speak")
    parser.add_argument("--for", dest="seconds", type=float, default=120)
    options = parser.parse_args()
    addresses = options.bind or ["127.0.0.1"]
    if not all(address.startswith("127.") for address in addresses):
        sys.exit("feed_server.py: loopback addresses only")
    script = {}
    if options.script:
        with open(options.script, encoding="utf-8") as file:
            script = json.load(file)
    if options.tls:
        Server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        Server.tls.load_cert_chain(options.tls)
    if options.clients:
        Server.tls.verify_mode = ssl.CERT_REQUIRED
        Server.tls.load_verify_locations(options.clients)
    if options.h2:
        Server.tls.set_alpn_protocols(["h2", "http/1.1"])
    Handler.world = World(options.root, script)
    print("port %d" % serve(addresses), flush=True)
    threading.Timer(options.seconds, os._exit, [0]).start()
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
