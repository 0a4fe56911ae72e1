#!/usr/bin/python3
"""The command line as people use it: exit status, what goes to stdout, what to stderr.

    commands.py --assayd BIN"""
import argparse
import json
import os
import pty
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path.insert(0, os.path.join(HERE, "plays"))
from player import Publisher  # noqa: E402

FEED = os.path.join(ROOT, "demo", "feeds", "market.xml")
OPML = os.path.join(HERE, "fuzz", "seeds", "opml", "folders.opml")
ITEM = '{"id": "7", "content_text": "Acme shares slump", "_assayd": {"entities": [{"name": "Acme"}]}}\n'
MARKS = "a\u009b31m\u202eb\u200bc\u2066d"
HOSTILE = (f'<rss version="2.0"><channel><title>{MARKS}</title><item><guid>{MARKS}</guid>'
           f"<title>{MARKS}</title><description>Acme fell</description></item></channel></rss>")
PAGE = f"<html><head><title>{MARKS}</title></head><body><p>Acme shares fell {MARKS}.</p></body></html>"
LINE = json.dumps({"id": MARKS, "title": MARKS, "url": f"http://a.example/{MARKS}", "language": MARKS,
                   "content_text": MARKS}, ensure_ascii=False) + "\n"
SLUMP = "Acme shares slump"
EVIL = "\x1b]0;owned\x07Shares \x1b[31mslump\u202e\n"

RATINGS = "# a list\nsite,rating\nwww.a.example,90\nb.example,hearsay\nsub.a.example,20\n"

# name, arguments, stdin, exit status, in stdout, in stderr
ROWS = [
    ("no command at all", [], "", 64, "", "usage: assayd"),
    ("an unknown command", ["scoer"], "", 64, "", "no command 'scoer'"),
    ("help goes to stdout", ["--help"], "", 0, "explain", ""),
    ("help of a command", ["score", "--help"], "", 0, "--jsonl", ""),
    ("the version", ["version"], "", 0, "assayd 0.", ""),
    ("one line a result", ["score", FEED], "", 0, "Kestrel Avionics' chief engineer", ""),
    ("text from stdin", ["score", "-"], "Acme shares slump after a profit warning", 0, "negative", ""),
    ("text on the command line", ["score", "--text", "Acme wins a record order"], "", 0, "positive", ""),
    ("nothing to say is told", ["score", "--text", "The"], "", 0, "abstains", ""),
    ("empty input", ["score", "-"], "", 0, "abstains", ""),
    ("a file that is no text", ["score", "-"], "\x7fELF\x02\x00\x00\x01 Acme shares slump", 65, "", "zero bytes"),
    ("a Markdown title", ["score", "--json", "-"], "# Acme shares slump\n\nThe rest.\n", 0,
     '"title":"Acme shares slump"', ""),
    ("a Markdown title alone", ["score", "--json", "-"], "# Acme shares slump", 0, '"title":"Acme shares slump"', ""),
    ("text in UTF-16", ["score", "-"], "Acme shares slump".encode("utf-16"), 0, "negative", ""),
    ("text in windows-1252", ["score", "-"], "Acme\x92s shares slump, caf\xe9".encode("latin-1"), 0, "Acme\u2019s", ""),
    ("no file", ["score", "no-such-file"], "", 65, "", "no-such-file: cannot be opened"),
    ("no argument", ["score"], "", 64, "", "needs a file, a URL or - for stdin"),
    ("an unknown option", ["score", "--fast", FEED], "", 64, "", "--fast"),
    ("one JSON line in, one out", ["score", "--jsonl"], ITEM + ITEM, 0, '"ticker":"Acme"', ""),
    ("a bad JSON line is told by its place", ["score", "--jsonl"], "nonsense\n" + ITEM, 65, '"id":"7"',
     "-:1: this line is no JSON object"),
    ("a broken configuration", ["score", "--config", "no-such.yaml", FEED], "", 78, "", "no-such.yaml"),
    ("an explanation sums up", ["explain", "--text", "Acme shares slump"], "", 0, "Tone ", ""),
    ("a change on the spot", ["explain", "--text", SLUMP, "--set", "scorers.tone.words.slump=0"], "", 0, "->", ""),
    ("a change counts in score too", ["score", "--text", SLUMP, "--set", "scorers.tone.words.slump=0"], "", 0,
     "abstains", ""),
    ("a change of a list's entry", ["score", "--text", SLUMP, "--set", "bands.tone.negative=[-1, -0.9]",
                                    "--set", "bands.tone.mildly negative=[-0.9, -0.15]"], "", 0, "mildly negative", ""),
    ("a change that is none", ["explain", "--text", SLUMP, "--set", "scorers.tone.wrods.slump=0"], "", 78, "",
     'did you mean "words"'),
    ("a change without a value", ["explain", "--text", SLUMP, "--set", "workers"], "", 78, "", "wants KEY=VALUE"),
    ("which rule was overridden, and by which", ["explain", "--text", "Losses narrowed at Acme"], "", 0,
     'overridden   "Losses"  says -1.5 by itself (finance); the rule direction speaks instead', ""),
    ("what each rule did", ["explain", "--rules", "--text", "Losses narrowed at Acme"], "", 0, "without it", ""),
    ("why not: muted", ["explain", "--text", SLUMP, "--set", "scorers.tone.words.slump=0", "--why-not", "slump"], "", 0,
     "(muted)", ""),
    ("why not: unknown", ["explain", "--text", SLUMP, "--why-not", "acme"], "", 0, "no lexicon has it", ""),
    ("why not: absent", ["explain", "--text", SLUMP, "--why-not", "zebra"], "", 0, "does not stand in the text", ""),
    ("why not: within a word", ["explain", "--text", "Acme shares slumped", "--why-not", "slump"], "", 0,
     "does not stand in the text", ""),
    ("why not: it does", ["explain", "--text", SLUMP, "--why-not", "Slump"], "", 0, "it counts, -", ""),
    ("why not: longer", ["explain", "--text", "A profit warning", "--why-not", "profit"], "", 0,
     'as part of "profit warning"', ""),
    ("why not: a table", ["explain", "--why-not", "slump", "-"], "Sales rose.\n\n| a | b |\n|---|---|\n| slump | 2 |\n", 0,
     "inside of a table", ""),
    ("why not: said before", ["explain", "--why-not", "slump", "-"], "Shares slump today.\n\nShares slump today.\n", 0,
     "said before", ""),
    ("what the rules did", ["explain", "--text", "Acme shares did not slump", "--rules"], "", 0, "negation", ""),
    ("why-not is for explain", ["score", "--text", SLUMP, "--why-not", "slump"], "", 64, "", "is for explain"),
    ("a page for a browser", ["explain", "--text", "<b>Acme</b> shares slump", "--html", "-"], "", 0,
     "&lt;b&gt;Acme&lt;/b&gt; shares <mark class=\"bad\"", ""),
    ("a page that cannot be written", ["explain", "--text", SLUMP, "--html", "/no/such/page.html"], "", 73, "",
     "cannot be written"),
    ("subscriptions of a feed reader", ["import-opml", OPML], "", 0, "  # --- News / Markets ---\n  - id: harbour-street-markets",
     "folders.opml:10: left out: \"The same\" has the address of line 7"),
    ("a reference in an address is none in YAML", ["import-opml", OPML], "", 0, "$${env:HOME}?a=1&b=2", "4 feeds, 3 left out"),
    ("subscriptions as JSON", ["import-opml", "--json", OPML], "", 0, '"folder":"News","line":11,"refused":"begins', ""),
    ("no subscriptions", ["import-opml", FEED], "", 65, "", "is no OPML"),
    ("feeds for a feed reader", ["export-opml", os.path.join(ROOT, "config", "assayd.yaml")], "", 0, "<opml version=", ""),
    ("a test that is not there", ["check-config", "--only", "nothing"], "", 78, 'no test "nothing"', ""),
    ("a hostile page for a browser", ["explain", "--html", "-", "-"], EVIL, 0, "</html>", ""),
    ("a feed as JSON", ["parse", FEED], "", 0, '"hsm-20417"', ""),
    ("no feed", ["parse", os.path.join(ROOT, "LICENSE")], "", 65, "", "LICENSE"),
    ("the shipped configuration is good", ["check-config"], "", 0, "", "is good"),
    ("the version as JSON", ["version", "--json"], "", 0, '"scorer_abi":', ""),
    ("an unknown option of version", ["version", "--fast"], "", 64, "", "--fast"),
    ("a good configuration as JSON", ["check-config", "--json"], "", 0, '"good":true', ""),
    ("a hostile feed as JSON", ["score", "--json", "-"], HOSTILE, 0, '"title"', ""),
    ("a hostile feed as lines", ["score", "-"], HOSTILE, 0, "", ""),
    ("a hostile feed parsed", ["parse", "-"], HOSTILE, 0, "\\u202e", ""),
    ("a hostile page extracted", ["extract", "-"], PAGE, 0, "Acme shares fell", ""),
    ("a hostile page as text", ["extract", "--text", "-"], PAGE, 0, "Acme shares fell", ""),
    ("hostile JSON lines", ["score", "--jsonl"], LINE, 0, '"id"', ""),
    ("a hostile file name", ["score", f"no-{MARKS}"], "", 65, "", "cannot be opened"),
    ("a reload without a daemon", ["reload", "--socket", "/no/such/socket"], "", 69, "", "no daemon listens"),
    ("a journal that is not there", ["journal", "check", "/no/such/journal"], "", 66, "", "cannot be opened"),
    ("no journal", ["journal", "check", FEED], "", 66, "", "no journal"),
    ("a journal's unknown verb", ["journal", "mend"], "", 64, "", "check or export"),
    ("feeds without a journal", ["feeds", "--journal", "/no/such/journal"], "", 66, "", "there is no journal"),
    ("an unknown option of feeds", ["feeds", "--fast"], "", 64, "", "--fast"),
    ("nothing to trace", ["trace"], "", 64, "", "needs 1 argument, not 0"),
    ("priors without a list", ["import-priors"], "", 64, "", "say one file"),
    ("priors from a list that is not there", ["import-priors", "no-such.csv"], "", 66, "", "no-such.csv"),
    ("a scale that is none", ["import-priors", "--scale", "9..1", "-"], RATINGS, 64, "", "LOW..HIGH or percent"),
    ("priors, and what is dirty by its line", ["import-priors", "--scale", "percent", "-"], RATINGS, 0,
     "  a.example: {prior: 0.9}\n", '-:4: "hearsay" is no score'),
    ("nothing where a row is dirty", ["import-priors", "--scale", "percent", "--strict", "-"], RATINGS, 65, "",
     "1 refused"),
    ("a list out of the scale", ["import-priors", "-"], "a.example,90\n", 65, "", "see --scale"),
    ("priors as lines", ["import-priors", "--json", "-"], "a.example,0.9\n", 0, '"prior":0.9', "1 domains"),
    ("a hostile list", ["import-priors", "-"], f"a.example,1\n{MARKS},{MARKS}\n", 0, "a.example", "is no domain"),
    ("a terminal is not driven", ["score", "-"], EVIL, 0, "", ""),
]


def run(binary, arguments, stdin, **more):
    fed = stdin if isinstance(stdin, bytes) else stdin.encode()
    return subprocess.run([binary] + arguments, input=fed, capture_output=True, timeout=60, **more)


def check_row(binary, row):
    _name, arguments, stdin, status, out, err = row
    done = run(binary, arguments, stdin)
    stdout, stderr = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == status, f"exit {done.returncode}, not {status}: {stderr}"
    assert out in stdout, f"stdout lacks {out!r}: {stdout[:400]}"
    assert err in stderr, f"stderr lacks {err!r}: {stderr[:400]}"
    evil = "\x1b\x07\u009b\u202e\u200b\u2066"
    assert not any(c in stdout + stderr for c in evil), f"control characters: {stdout!r} {stderr!r}"


def on_a_terminal(binary, environment):
    """What a command prints when its stdout is a terminal."""
    ours, theirs = pty.openpty()
    subprocess.run([binary, "explain", "--text", "Acme shares slump"], stdout=theirs, timeout=60, check=True,
                   env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, **environment})
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 65536):
            said += part
    except OSError:
        pass
    os.close(ours)
    return said


def colours_follow_the_user(binary):
    assert b"\x1b[31m" in on_a_terminal(binary, {}), "no colour on a terminal"
    assert b"\x1b" not in on_a_terminal(binary, {"NO_COLOR": "1"}), "NO_COLOR is not honoured"


def lines_stay_in_order(binary):
    lines = "".join(json.dumps({"id": str(i), "content_text": f"Item {i} rose"}) + "\n" for i in range(500))
    done = run(binary, ["score", "--jsonl"], lines)
    got = [json.loads(line)["data"]["item"]["id"] for line in done.stdout.splitlines()]
    assert got == [str(i) for i in range(500)], got[:10]


def a_url_is_fetched(binary):
    publisher = Publisher()
    try:
        with open(FEED, "rb") as body:
            publisher.put("a", body.read())
        done = run(binary, ["score", f"{publisher.url}/doc/a", f"{publisher.url}/status/404"], "")
        assert b"Kestrel Avionics' chief engineer" in done.stdout and done.returncode == 65, done
        assert b"404" in done.stderr, done.stderr
        publisher.put("page", PAGE.encode())
        done = run(binary, ["extract", "--text", f"{publisher.url}/doc/page"], "")
        assert b"Acme shares fell" in done.stdout and done.returncode == 0, done
    finally:
        publisher.close()


ONE = {"id": "7", "url": "https://a.example/x?utm_source=feed", "content_text": "Acme shares slump.",
       "content_html": "<p>Acme shares <b>soar</b> to a record.</p>", "date_modified": "2020-01-06T09:00:00Z"}


def subscriptions_go_round(binary):
    """What import-opml prints is a configuration; exported, and imported again, it is the same one."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = os.path.join(folder, "first.yaml"), os.path.join(folder, "second.yaml")
        for source, path in (OPML, first), (os.path.join(folder, "out.opml"), second):
            done = run(binary, ["import-opml", source], "")
            assert done.returncode == 0, done.stderr
            with open(path, "wb") as out:
                out.write(done.stdout)
            done = run(binary, ["export-opml", path], "")
            assert done.returncode == 0 and done.stdout.count(b"xmlUrl=") == 4, (done.stdout, done.stderr)
            with open(os.path.join(folder, "out.opml"), "wb") as out:
                out.write(done.stdout)
        urls = [[line for line in open(path, encoding="utf-8") if "url:" in line] for path in (first, second)]
        assert urls[0] == urls[1], urls


def every_command_has_help(binary):
    said = run(binary, ["--help"], "").stdout.decode()
    commands = [line.split()[0] for line in said.splitlines() if line.startswith("  ")]
    assert len(commands) >= 10, said
    for command in commands:
        done = run(binary, [command, "--help"], "")
        assert done.returncode == 0 and done.stdout.startswith(b"usage: assayd " + command.encode()), (command, done)


def peak_memory(binary, count, folder):
    """KiB, resident, of judging so many lines; what they say differs."""
    path = os.path.join(folder, "lines.jsonl")
    with open(path, "w", encoding="utf-8") as out:
        for i in range(count):
            words = f"Mill {i} cut {i % 97} jobs after a profit warning by chief {i * 7919 % 100003}. " * 20
            out.write(json.dumps({"id": str(i), "content_text": words}) + "\n")
    with open(path, "rb") as lines:
        process = subprocess.Popen([binary, "score", "--jsonl"], stdin=lines, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, status
    return usage.ru_maxrss


def lines_take_constant_memory(binary):
    with open(binary, "rb") as program:
        if b"__asan_init" in (code := program.read()) or b"__tsan_init" in code:
            return  # a sanitizer keeps what is freed
    with tempfile.TemporaryDirectory() as folder:
        few, many = peak_memory(binary, 300, folder), peak_memory(binary, 6000, folder)
    assert many < few + 3072, f"{few} KiB for 300 lines, {many} KiB for 6000 of 1.5 KB"


def a_line_is_read_as_in_a_feed(binary):
    feed = "\ufeff" + json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [ONE]})
    said = [json.loads(run(binary, arguments, stdin).stdout)["data"] for arguments, stdin in
            ((["score", "--jsonl"], json.dumps(ONE)), (["score", "--json", "-"], feed))]
    for key in ("overall_sentiment_score", "reliability"):
        assert said[0][key] == said[1][key], f"{key}: {said[0][key]} as a line, {said[1][key]} in a feed"
    for key in ("url", "published", "text_sha256"):
        assert said[0]["item"].get(key) == said[1]["item"].get(key), f"{key}: {said[0]['item']}, {said[1]['item']}"
    assert said[0]["overall_sentiment_score"] > 0, said[0]["overall_sentiment_score"]


def imported_priors_are_where_scores_begin(binary):
    starts = {"a.example": 0.9, "news.a.example": 0.9, "sub.a.example": 0.2, "c.example": 0.5}
    lines = "".join(json.dumps({"id": d, "url": f"https://{d}/1", "content_text": "Acme fell."}) + "\n" for d in starts)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "assayd.yaml")
        with open(path, "w", encoding="utf-8") as main_file:
            main_file.write("version: 1\ninclude: [priors.yaml]\n")
        with open(os.path.join(folder, "priors.yaml"), "wb") as priors:
            priors.write(run(binary, ["import-priors", "--scale", "0..100", "-"], RATINGS).stdout)
        said = run(binary, ["score", "--config", path, "--jsonl"], lines).stdout.splitlines()
    for line in said:
        data = json.loads(line)["data"]
        start = next(s["points"] for s in data["reliability"]["signals"] if s["id"] == "source.prior")
        assert start == starts[data["item"]["id"]], (data["item"]["id"], start)
    assert len(said) == len(starts), said


TESTS = """version: 1
tests:
  - {name: right, text: Acme wins a record order, expect: {label: positive}}
  - {name: wrong, text: Acme wins a record order, expect: {label: negative}}
"""


def one_test_runs_alone(binary):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "assayd.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(TESTS)
        for only, status in ([], 78), (["--only", "right"], 0), (["--only", "wrong"], 78):
            done = run(binary, ["check-config", *only, path], "")
            assert done.returncode == status, (only, done)
            assert (b'"wrong"' in done.stdout) == (status == 78) and b'"right"' not in done.stdout, (only, done)


LONG = "Stra\u00dfenbahnfahrg\u00e4ste \u00fcber " + "\u00e4\u00f6\u00fc" * 20
TABLE = (f"{LONG} fell 44% in 2025.\n\n| Group | 2024 | 2025 |\n|---|---|---|\n| {LONG} | 90 | 60 |\n"
         "| Trams | 40 | 50 |\n")


def a_daemon_without_a_place_for_its_journal(binary):
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/assayd.yaml", "w", encoding="utf-8") as out:
            out.write(f"publish: {{endpoint: 'ipc://{folder}/i', replay: 'ipc://{folder}/r'}}\n"
                      f"journal: {{path: {folder}/not-made/assayd.db}}\n")
        done = run(binary, ["run", "--config", f"{folder}/assayd.yaml"], "")
        assert done.returncode == 78, done
        assert "the journal's folder cannot be entered; make it" in done.stderr.decode(), done.stderr


def reasons_are_cut_between_letters(binary):
    tables = json.loads(run(binary, ["score", "--json", "-"], TABLE).stdout)["data"]["tables"]
    reasons = [check["why"] for check in tables[0]["checks"] if check.get("why")]
    assert any("\u00e4" in why for why in reasons), reasons
    assert not any("\ufffd" in why for why in reasons), reasons


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--assayd", required=True)
    binary = options.parse_args().assayd
    tests = [(row[0], lambda row=row: check_row(binary, row)) for row in ROWS]
    tests += [(test.__name__.replace("_", " "), lambda test=test: test(binary))
              for test in (colours_follow_the_user, lines_stay_in_order, a_url_is_fetched,
                           a_line_is_read_as_in_a_feed, subscriptions_go_round, every_command_has_help,
                           lines_take_constant_memory, one_test_runs_alone, reasons_are_cut_between_letters,
                           imported_priors_are_where_scores_begin,
                           a_daemon_without_a_place_for_its_journal)]
    failed = 0
    for name, test in tests:
        try:
            test()
        except AssertionError as failure:
            failed += 1
            print(f"FAILED  {name}: {failure}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
