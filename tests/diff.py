#!/usr/bin/python3
"""`assayd diff` on what a real daemon stored: its figures, its exit status, its three ways of telling.

    diff.py --assayd BIN"""
import argparse
import html.parser
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "plays"))
from player import Daemon, Publisher  # noqa: E402

TITLES = ["Kestrel shares slip on heavy profit booking", "Profit booking drags Merlin stock after rally",
          "Osprey wins record order for two ferries", "Regulator opens probe into Harrier accounts",
          "Merlin appoints a new head of sales", "Kestrel <b>&amp;</b> Osprey agree on a merger, profit booking seen"]
SETTINGS = ["tickers: {KSTR: {names: [Kestrel]}, MERL: {names: [Merlin]}}",
            "alerts: [{name: gloom, when: tone <= -0.15}]"]


def rss(titles):
    items = "".join(f"<item><guid>i{n}</guid><title>{title.replace('<', '&lt;')}</title>"
                    f"<description>{title.split(' ')[0]} said nothing else on Monday.</description></item>"
                    for n, title in enumerate(titles))
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


class Stage:
    """A journal with items of two feeds, and configurations to judge them by."""

    def __init__(self, binary):
        self.binary = binary
        self.place = tempfile.TemporaryDirectory(prefix="assayd-diff-")
        self.folder = self.place.name
        publisher = Publisher()
        try:
            daemon = Daemon(binary, self.folder)
            publisher.put("one", rss(TITLES))
            publisher.put("two", rss(["Nothing happened in town!!", "Profit booking hits Kestrel again"]))
            daemon.lines = list(SETTINGS)
            daemon.feeds = [f"{{id: {name}, url: '{publisher.url}/doc/{name}'}}" for name in ("one", "two")]
            daemon.start()
            daemon.advance(900000)
            self.beside_a_running_daemon = self.diff("old-again.yaml", [], "--json")
            publisher.put("one", rss(TITLES + ["Shares of Merlin slump on profit booking"]).replace(b"i6<", b"late<"))
            daemon.advance(900000)
            daemon.stop()
        finally:
            publisher.close()

    def write(self, name, lines):
        with open(f"{self.folder}/assayd.yaml", encoding="utf-8") as file:
            text = file.read()
        for line in SETTINGS:
            if any(new.startswith(line.split(":")[0] + ":") for new in lines):
                text = text.replace(line + "\n", "")
        with open(f"{self.folder}/{name}", "w", encoding="utf-8") as out:
            out.write(text + "".join(line + "\n" for line in lines))

    def diff(self, name, lines, *options):
        self.write(name, lines)
        return subprocess.run([self.binary, "diff", "--old", f"{self.folder}/assayd.yaml", *options,
                               f"{self.folder}/{name}"], capture_output=True, text=True, timeout=60, check=False)

    def told(self, name, lines, *options):
        done = self.diff(name, lines, "--json", *options)
        assert done.returncode == 0, (done.returncode, done.stderr)
        return json.loads(done.stdout)


MUTE = ["scorers: {tone: {words: {profit booking: 0}}}"]


def nothing_changes_by_itself(stage):
    assert stage.beside_a_running_daemon.returncode == 0, stage.beside_a_running_daemon.stderr
    told = json.loads(stage.beside_a_running_daemon.stdout)
    assert told["quantities"]["items"] == 8, told["quantities"]
    for name, value in told["quantities"].items():
        assert name == "items" or value == 0, (name, value)
    assert not told["tone"]["moves"] and not told["reliability"]["moves"]
    done = stage.diff("old-again.yaml", [])
    assert done.returncode == 0 and "Largest" not in done.stdout, done.stdout


def a_muted_phrase_is_found_to_have_moved_them(stage):
    told = stage.told("muted.yaml", MUTE)
    quantities = told["quantities"]
    assert quantities["items"] == 9 and quantities["tone_moved"] == 5, quantities
    assert quantities["reliability_moved"] == 0, quantities
    behind = told["tone"]["behind"][0]
    assert behind["words"] == "profit booking" and behind["items"] == 5 and behind["change"] == "gone", behind
    moves = told["tone"]["moves"]
    assert len(moves) == 5 and all("rofit booking" in move["title"] for move in moves), moves
    for move in moves:
        reasons = move["reasons"]
        assert any(r["words"] == "profit booking" and r["change"] == "gone" for r in reasons), reasons
        total = sum(r["after"] - r["before"] for r in reasons)
        assert abs(total - move["move"]) < 1e-4, (total, move)
        after, before = (move[side]["score"] or 0 for side in ("after", "before"))
        assert abs(after - before - move["move"]) < 2e-6, move


def what_was_published_is_what_would_be_judged(stage):
    for lines in (MUTE, SETTINGS[:0], ["alerts: [{name: gloom, when: ticker == KSTR and relevance > 0.1}]"]):
        taken, anew = stage.told("muted.yaml", lines), stage.told("muted.yaml", lines, "--rescore")
        assert taken.pop("as_published") == 9 and anew.pop("as_published") == 0
        assert taken == anew, (taken, anew)
    # others made it: another word in the old configuration
    done = subprocess.run([stage.binary, "diff", "--json", "--journal", f"{stage.folder}/journal.db", "--old",
                           f"{stage.folder}/muted.yaml", f"{stage.folder}/assayd.yaml"], capture_output=True,
                          text=True, timeout=60, check=False)
    assert json.loads(done.stdout)["as_published"] == 0, done


def what_feeds_and_domains_say_is_judged_anew(stage):
    """What was published tells nothing of a domain's scorers: they may be other ones by now."""
    stage.write("domains.yaml", ["domains: {example.org: {scorers: {tone: {words: {profit: 1}}}}}"])
    done = subprocess.run([stage.binary, "diff", "--json", "--old", f"{stage.folder}/domains.yaml",
                           f"{stage.folder}/assayd.yaml"], capture_output=True, text=True, timeout=60, check=False)
    told = json.loads(done.stdout)
    assert told["as_published"] == 0 and told["quantities"]["items"] == 9, told["quantities"]


def figures_agree_with_one_another(stage):
    told = stage.told("muted.yaml", MUTE)
    for score in ("tone", "reliability"):
        cells = told[score]["labels"]
        assert sum(cell["items"] for cell in cells) == told["quantities"]["items"]
        changed = sum(cell["items"] for cell in cells if cell["before"] != cell["after"])
        assert changed == told["quantities"][f"{score}_labels_changed"], (score, cells)
        assert sum(feed[score]["labels_changed"] for feed in told["feeds"]) == changed
    assert sum(feed["items"] for feed in told["feeds"]) == told["quantities"]["items"]
    tickers = {ticker["ticker"]: ticker for ticker in told["tickers"]}
    assert set(tickers) == {"KSTR", "MERL"} and tickers["KSTR"]["items"] == 3, tickers


def alerts_are_counted(stage):
    told = stage.told("muted.yaml", MUTE)
    # only the late item was not there at the first poll, and old ones raise no alert
    assert told["alerts"][0]["name"] == "gloom" and told["alerts"][0]["before"] == 1, told["alerts"]
    told = stage.told("other.yaml", ["alerts: [{name: cheer, when: tone > -1}]"])
    alerts = {alert["name"]: alert for alert in told["alerts"]}
    assert alerts["gloom"]["lost"] == 1 and alerts["gloom"]["lost_in"], alerts
    assert alerts["cheer"]["gained"] == 1 and alerts["cheer"]["before"] == 0, alerts
    assert told["quantities"]["alerts_changed"] == 2, told["quantities"]


def bands_that_move_change_labels_alone(stage):
    told = stage.told("bands.yaml", ["bands: {tone: {negative: [-1, -0.99], mildly negative: [-0.99, -0.98], neutral: [-0.98, 0.98],"
                                     " mildly positive: [0.98, 0.99], positive: [0.99, 1]}}"])
    assert told["quantities"]["tone_moved"] == 0 and told["quantities"]["tone_labels_changed"] > 0, told["quantities"]


def a_feed_and_a_time_choose(stage):
    assert stage.told("muted.yaml", MUTE, "--feed", "two")["quantities"]["items"] == 2
    assert stage.told("muted.yaml", MUTE, "--last", "1")["quantities"]["items"] == 1
    assert stage.told("muted.yaml", MUTE, "--since", "30d")["quantities"]["items"] == 9
    assert stage.told("muted.yaml", MUTE, "--threads", "4")["quantities"] == stage.told("muted.yaml", MUTE)["quantities"]
    late = stage.diff("muted.yaml", MUTE, "--since", "2100-01-01T00:00:00Z")
    assert late.returncode == 66 and "no stored articles" in late.stderr, late


def with_another_prior(stage):
    """Of the feed `two`: the path of such a configuration, and what diff says of it."""
    with open(f"{stage.folder}/assayd.yaml", encoding="utf-8") as file:
        text = file.read()
    path = f"{stage.folder}/prior.yaml"
    with open(path, "w", encoding="utf-8") as out:
        out.write(text.replace("{id: two,", "{id: two, prior: 0.9,"))
    done = subprocess.run([stage.binary, "diff", "--json", "--old", f"{stage.folder}/assayd.yaml", path],
                          capture_output=True, text=True, timeout=60, check=False)
    return path, json.loads(done.stdout)


def another_prior_is_seen(stage):
    feeds = {feed["feed"]: feed for feed in with_another_prior(stage)[1]["feeds"]}
    assert feeds["two"]["reliability"]["mean_move"] > 0.1, feeds
    assert feeds["one"]["reliability"]["mean_move"] == 0, feeds


def what_diff_says_moves_explain_shows(stage):
    path, told = with_another_prior(stage)
    old, moves = f"{stage.folder}/assayd.yaml", told["reliability"]["moves"]
    assert len(moves) == 2, moves
    for move in moves:
        for config, side in ((old, "before"), (path, "after")):
            done = subprocess.run([stage.binary, "score", "--json", "--item", str(move["sequence"]), "--config", config],
                                  capture_output=True, text=True, timeout=60, check=False)
            score = json.loads(done.stdout)["data"]["reliability"]["score"]
            assert abs(score - move[side]["score"]) < 2e-6, (side, score, move)
        done = subprocess.run([stage.binary, "explain", "--item", str(move["sequence"]), "--config", old, "--set",
                               "feeds.two.prior=0.9"], capture_output=True, text=True, timeout=60, check=False)
        before, after = (f"{move[side]['score']:+.4f} {move[side]['label']}" for side in ("before", "after"))
        assert f"{before}  ->  {after}" in done.stdout, done.stdout


def items_to_label_and_tune_by_are_judged_so_too(stage):
    path, told = with_another_prior(stage)
    done = subprocess.run([stage.binary, "label", "--show", "--config", path, "--feed", "two", "--labels",
                           f"{stage.folder}/labels.jsonl", "--color", "never"], input="1n1n",
                          capture_output=True, text=True, timeout=60, check=False)
    for move in told["reliability"]["moves"]:
        assert f"{move['after']['score']:.2f} {move['after']['label']}" in done.stdout, (move, done.stdout)


def stored_items_in_tests_are_judged_so_too(stage):
    path, told = with_another_prior(stage)
    for move in told["reliability"]["moves"]:
        score = move["after"]["score"]
        with open(path, "a", encoding="utf-8") as out:
            out.write(f"tests: [{{name: trusted, item: {move['sequence']}, "
                      f"expect: {{reliability: [{score - 0.001}, {score + 0.001}]}}}}]\n")
        done = subprocess.run([stage.binary, "check-config", path], capture_output=True, text=True, timeout=60,
                              check=False)
        assert done.returncode == 0 and "left out" not in done.stderr, (done.stdout, done.stderr)
        with_another_prior(stage)


def a_scorer_of_ones_own_is_told_like_the_others(stage):
    plugin = os.path.join(os.path.dirname(os.path.abspath(stage.binary)), "..", "lib", "scorers", "example.so")
    scorer = "scorers: {loud: {plugin: %s, each: %s}}"
    told = stage.told("loud.yaml", [scorer % (plugin, -0.25)])
    assert told["as_published"] == 9 and told["scores"][0]["scorer"] == "loud", told["scores"]
    cells = {(cell["before"], cell["after"]): cell["items"] for cell in told["scores"][0]["labels"]}
    assert cells == {("abstains", "scores"): 9}, cells
    assert told["quantities"]["loud_moved"] == 1 and told["quantities"]["labels_changed"] == 0, told["quantities"]
    move = told["scores"][0]["moves"][0]
    assert move["title"] == "Nothing happened in town!!" and move["move"] == -0.5, move
    assert [reason["rule"] for reason in move["reasons"]] == ["exclamation"], move
    feeds = {feed["feed"]: feed["scores"][0] for feed in told["feeds"]}
    assert feeds["two"]["mean_move"] == -0.25 and feeds["one"]["mean_move"] == 0, feeds
    # both have it, and it says otherwise; what was published tells nothing of it
    old, new = f"{stage.folder}/loud.yaml", [scorer % (plugin, -0.4)]
    told = stage.told("louder.yaml", new, "--old", old)
    assert told["as_published"] == 0 and told["quantities"]["loud_mean_move"] > 0, told["quantities"]
    assert [move["move"] for move in told["scores"][0]["moves"]] == [-0.3], told["scores"]
    page = f"{stage.folder}/loud.html"
    done = stage.diff("louder.yaml", new, "--old", old, "--fail-if", "loud_moved > 5%", "--html", page)
    assert done.returncode == 1 and "loud_moved is 1, 11.11 %" in done.stderr, done.stderr
    assert "\nloud: 1 of 9 move" in done.stdout and "What moved loud" in done.stdout, done.stdout
    with open(page, encoding="utf-8") as file:
        assert "Largest moves of loud" in file.read()


# what --fail-if says, exit status, what stands on stderr
LIMITS = [("labels_changed > 50%", 0, ""), ("tone_moved >= 5", 1, "tone_moved is 5"),
          ("tone_moved > 10%", 1, "55.56 %"), ("tone_mean_move>9", 0, ""), ("items == 9", 1, "items is 9"),
          ("damaged != 0", 0, ""), ("nonsense > 1", 64, "'nonsense' is no quantity"),
          ("tone_moved", 64, "wants one of"), ("tone_moved > many", 64, "'many' is no number"),
          ("alerts_lost > 5%", 64, "counts no items")]


def ci_is_told_by_the_exit_status(stage):
    for limit, status, words in LIMITS:
        done = stage.diff("muted.yaml", MUTE, "--fail-if", limit)
        assert done.returncode == status, (limit, done.returncode, done.stderr)
        assert words in done.stderr, (limit, done.stderr)
    done = stage.diff("muted.yaml", MUTE, "--fail-if", "damaged > 0", "--fail-if", "tone_moved > 0")
    assert done.returncode == 1 and "tone_moved" in done.stderr, done.stderr


def a_change_can_be_tried_without_a_file(stage):
    told = [stage.diff("old-again.yaml", [], "--json", "--set", "scorers.tone.words.profit booking=0"),
            subprocess.run([stage.binary, "diff", "--json", "--old", f"{stage.folder}/assayd.yaml", "--set",
                            "scorers.tone.words.profit booking=0"], capture_output=True, text=True, timeout=60,
                           check=False)]
    for done in told:
        assert done.returncode == 0 and json.loads(done.stdout)["quantities"]["tone_moved"] == 5, done
    with open(f"{stage.folder}/mine.yaml", "w", encoding="utf-8") as out:
        out.write(MUTE[0] + "\n")
    done = stage.diff("old-again.yaml", [], "--json", "--set", f"@{stage.folder}/mine.yaml")
    assert done.returncode == 0 and json.loads(done.stdout)["quantities"]["tone_moved"] == 5, done
    done = stage.diff("old-again.yaml", [], "--set", "@nowhere.yaml")
    assert done.returncode == 78 and "nowhere.yaml" in done.stderr, done
    done = subprocess.run([stage.binary, "diff", "--old", f"{stage.folder}/assayd.yaml"], capture_output=True,
                          text=True, timeout=60, check=False)
    assert done.returncode == 64 and "or --set" in done.stderr, done


def what_is_wrong_is_said(stage):
    done = stage.diff("broken.yaml", ["scorers: {tone: {wrods: {}}}"])
    assert done.returncode == 78 and "wrods" in done.stderr, done.stderr
    done = stage.diff("muted.yaml", MUTE, "--journal", f"{stage.folder}/nowhere.db")
    assert done.returncode == 66 and "nowhere.db" in done.stderr, done.stderr
    done = stage.diff("muted.yaml", MUTE, "--html", f"{stage.folder}/no/such/folder.html")
    assert done.returncode == 73 and "folder.html" in done.stderr, done.stderr


class Page(html.parser.HTMLParser):
    """Counts tags, and finds out what is left open and what would leave the file."""
    EMPTY = {"meta", "br", "rect", "line", "circle", "path"}

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.texts, self.wrong = [], {}, [], []

    def handle_starttag(self, tag, attributes):
        self.seen[tag] = self.seen.get(tag, 0) + 1
        if tag not in self.EMPTY:
            self.open.append(tag)
        self.wrong += [(tag, name, value) for name, value in attributes
                       if name.startswith("on") or name in ("src", "href", "action") or "url(" in (value or "")]

    def handle_startendtag(self, tag, attributes):
        self.seen[tag] = self.seen.get(tag, 0) + 1

    def handle_endtag(self, tag):
        assert tag in self.EMPTY or (self.open and self.open.pop() == tag), (tag, self.getpos())

    def handle_data(self, data):
        self.texts.append(data)


def the_report_stands_by_itself(stage):
    path = f"{stage.folder}/report.html"
    done = stage.diff("muted.yaml", MUTE, "--html", path)
    assert done.returncode == 0, done.stderr
    with open(path, encoding="utf-8") as file:
        text = file.read()
    page = Page()
    page.feed(text)
    assert not page.open and not page.wrong, (page.open, page.wrong)
    assert not set(page.seen) & {"script", "link", "img", "iframe", "object"}, page.seen
    assert "@import" not in text and "http" not in text.split("<body>")[0], "it asks for something outside"
    assert page.seen["svg"] > 10 and page.seen["h2"] >= 5, page.seen
    words = "".join(page.texts)
    assert "Kestrel shares slip on heavy profit booking" in words and "profit booking" in words
    assert "5 items move" in words and "9 items" in words, words[:2000]
    assert len(text) < 200000, len(text)


def items_can_be_judged_one_by_one(stage):
    move = stage.told("muted.yaml", MUTE)["tone"]["moves"][0]
    assert move["id"].startswith("sha256:") and move["sequence"] > 0, move


CHECKS = [nothing_changes_by_itself, a_muted_phrase_is_found_to_have_moved_them,
          what_was_published_is_what_would_be_judged, what_feeds_and_domains_say_is_judged_anew, figures_agree_with_one_another,
          alerts_are_counted, bands_that_move_change_labels_alone, a_feed_and_a_time_choose, another_prior_is_seen,
          what_diff_says_moves_explain_shows, items_to_label_and_tune_by_are_judged_so_too,
          stored_items_in_tests_are_judged_so_too, a_scorer_of_ones_own_is_told_like_the_others,
          ci_is_told_by_the_exit_status, a_change_can_be_tried_without_a_file, what_is_wrong_is_said, the_report_stands_by_itself,
          items_can_be_judged_one_by_one]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assayd", required=True)
    binary = parser.parse_args().assayd
    stage, failed = Stage(binary), 0
    for check in CHECKS:
        try:
            check(stage)
            print(f"ok      {check.__name__.replace('_', ' ')}")
        except (AssertionError, LookupError, TypeError, ValueError) as error:
            failed += 1
            print(f"FAILED  {check.__name__.replace('_', ' ')}: {str(error)[:1500]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
