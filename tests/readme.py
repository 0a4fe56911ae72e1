#!/usr/bin/python3
"""Runs what README.md shows: its configuration is checked, its Python listens to a real daemon; and
the examples and the formula of scorers/tone/tone.md.

    readme.py --assayd BIN --build DIR"""
import argparse
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path.insert(0, os.path.join(HERE, "plays"))
from player import Daemon, Failed, Publisher  # noqa: E402

with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
    README = file.read()


def block(language, holding):
    found = [b for b in re.findall(rf"```{language}\n(.*?)```", README, re.S) if holding in b]
    if len(found) != 1:
        raise Failed(f"README.md has {len(found)} {language} blocks with {holding!r}")
    return found[0]


def check_configuration(binary, folder):
    path = os.path.join(folder, "assayd.yaml")
    shutil.copytree(os.path.join(ROOT, "config", "scorers"), os.path.join(folder, "scorers"))
    with open(path, "w", encoding="utf-8") as out:
        out.write(block("yaml", "example-markets"))
    done = subprocess.run([binary, "check-config", path], capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise Failed(f"its configuration is refused:\n{done.stdout}{done.stderr}")


def check_tuning(binary, folder):
    path = os.path.join(folder, "tuned.yaml")
    os.makedirs(os.path.join(folder, "conf.d"), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write("include: [conf.d/*.yaml]\n")
    with open(os.path.join(folder, "conf.d", "words.yaml"), "w", encoding="utf-8") as out:
        out.write(block("yaml", "exodus: 0"))
    text = "A painful exodus follows"
    said = [subprocess.run([binary, "explain", "--text", text] + more, capture_output=True, text=True,
                           check=True, timeout=60).stdout for more in ([], ["--config", path])]
    if "exodus[" not in said[0] or "exodus[" in said[1]:
        raise Failed(f"muting a word does not mute it:\n{said[0]}\n{said[1]}")


with open(os.path.join(ROOT, "scorers", "tone", "tone.md"), encoding="utf-8") as page:
    TONE = page.read()


def table(header):
    """The rows below a header, each a list of cells; none is passed over."""
    body = TONE.split(f"\n{header}\n", 1)[1].split("\n\n", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in body.splitlines()[1:]]
    if len(rows) < 5:
        raise Failed(f"tone.md has {len(rows)} rows below {header!r}")
    return rows


def check_tone_page(binary, _folder):
    for text, label in table("| text | label |"):
        said = subprocess.run([binary, "score", "--text", text], capture_output=True, text=True, check=True,
                              timeout=60).stdout
        if not re.match(rf"([-+]\d\.\d\d )?(mildly )?{label} ", said):
            raise Failed(f"tone.md: {text!r} is {label}, but it says {said}")


def check_tone_formula(binary, _folder):
    """The article by hand: its score from its words' weights, the settings and the page's formula."""
    printed = subprocess.run([binary, "print-config"], capture_output=True, text=True, check=True,
                             timeout=60).stdout
    tone = re.split(r"\n  \w", printed.split("\n  tone:\n", 1)[1], maxsplit=1)[0]
    settings = dict(re.findall(r"^    ([\w.]+): ([-\d.]+)$", tone, re.M))

    def setting(name):
        return 1.0 if name == "1" else float(settings[name])

    def shaped(value, bend):
        return value / math.sqrt(value * value + setting(bend))

    rows = table("| place | weighs | sentence |")
    article = {"title": rows[0][2], "content_text": "\n\n".join(text for _, _, text in rows[1:])}
    items = [article] + [{"content_text": text} for _, _, text in rows]
    done = subprocess.run([binary, "explain", "--jsonl", "--json"], text=True, capture_output=True, check=True,
                          input="".join(json.dumps(item) + "\n" for item in items), timeout=60)
    whole, *alone = [json.loads(line)["data"] for line in done.stdout.splitlines()]
    weights = [math.prod(setting(name) for name in weighs.split(" * ")) for _, weighs, _ in rows]
    parts = [shaped(sum(t["weight"] for t in d["explanation"]["terms"]), "shape.part_bend") for d in alone]
    mean = sum(w * p for w, p in zip(weights, parts)) / (sum(weights) + setting("prior_weight"))
    score = shaped(setting("shape.gain") * mean, "shape.bend")
    if not math.isclose(score, whole["overall_sentiment_score"], abs_tol=1e-9):
        raise Failed(f"tone.md: the article by hand is {score}, but it scores {whole['overall_sentiment_score']}")


def python_subscriber(folder):
    program = block("python", "zmq.SUB").replace("/run/assayd/items.sock", f"{folder}/items.sock")
    return ["/usr/bin/python3", "-c", program], ["1 positive", "2 negative"]


def c_subscriber(folder):
    source, program = os.path.join(folder, "items.c"), os.path.join(folder, "items")
    with open(source, "w", encoding="utf-8") as out:
        out.write(block("c", "zsock_new_sub").replace("/run/assayd/items.sock", f"{folder}/items.sock"))
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libczmq"], capture_output=True, text=True,
                           check=True, timeout=60).stdout.split()
    done = subprocess.run(["cc", "-Wall", "-Werror", "-o", program, source, *flags], capture_output=True,
                          text=True, timeout=60)
    if done.returncode:
        raise Failed(f"its C does not compile:\n{done.stderr}")
    return ["stdbuf", "-oL", program], ["item/a/ 1 {", "item/a/ 2 {"]


def check_subscriber(binary, folder, subscriber):
    """A subscriber of README.md against a daemon that publishes two items."""
    publisher, daemon = Publisher(), Daemon(binary, folder)
    command, expected = subscriber(folder)
    listener = None
    try:
        with open(os.path.join(HERE, "plays", "feeds", "two-items.xml"), "rb") as body:
            publisher.put("a", body.read())
        daemon.feeds.append(f"{{id: a, url: '{publisher.url}/doc/a', every: 15m}}")
        listener = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        daemon.start()
        for _ in range(3):  # PUB forgets latecomers: three heartbeats are time enough to connect
            daemon.wait_for_heartbeat()
        daemon.advance(15 * 60000)
        lines = [listener.stdout.readline() for _ in range(2)]
        if not all(line.startswith(begin) for line, begin in zip(lines, expected)):
            raise Failed(f"it printed {lines}")
        daemon.stop()
    finally:
        if listener:
            listener.kill()
            listener.wait(10)
        daemon.close()
        publisher.close()


def check_python(binary, folder):
    check_subscriber(binary, os.path.join(folder, "python"), python_subscriber)


def check_c(binary, folder):
    check_subscriber(binary, os.path.join(folder, "c"), c_subscriber)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    given = options.parse_args()
    folder = tempfile.mkdtemp(prefix="assayd-readme-")
    checks = (check_configuration, check_tuning, check_tone_page, check_tone_formula, check_python,
              check_c)
    try:
        for name in ("python", "c"):
            os.mkdir(os.path.join(folder, name))
        for check in checks:
            check(given.assayd, folder)
        for path in re.findall(r"\]\(([^)#:]+)\)", README):
            if not os.path.exists(os.path.join(ROOT, path)):
                raise Failed(f"it links to {path}, which is not there")
        print(f"{len(checks)} passed, 0 failed")
    except Failed as failure:
        print(f"FAILED  README.md: {failure}")
        sys.exit(1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
