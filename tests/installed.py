#!/usr/bin/python3
"""What `cmake --install` leaves: pages that man renders, completions that complete, a header that a
scorer of one's own is built against.

    installed.py --build DIR

Installs below a folder of its own, then uses nothing of the source tree but examples/scorer."""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGES = ("man8/assayd.8", "man5/assayd.yaml.5", "man3/assay-scorer.3")


class Failed(Exception):
    pass


def must(good, what):
    if not good:
        raise Failed(what)


def run(*words, **more):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=240,
                          check=False, **more)


class Place:
    """Where it was installed, and where that believes to be."""

    def __init__(self, build, folder):
        self.folder, self.build = folder, build
        cache = (build / "CMakeCache.txt").read_text(encoding="utf-8")
        self.prefix = re.search(r"^CMAKE_INSTALL_PREFIX:\w+=(.*)$", cache, re.M)[1]
        done = run("cmake", "--install", build, env=os.environ | {"DESTDIR": str(folder)})
        must(done.returncode == 0, f"the installation says {done.stderr[-1000:]}")
        self.usr = pathlib.Path(f"{folder}{self.prefix}")
        self.assayd = self.usr / "bin/assayd"

    def commands(self):
        found = re.findall(r"^  (\S+) +\S", run(self.assayd, "--help").stdout, re.M)
        must(len(found) > 15, f"assayd --help names {found}")
        return found


def pages_are_clean(place):
    for page in PAGES:
        path = place.usr / "share/man" / page
        must(path.stat().st_size > 2000, f"{page} is short")
        if not shutil.which("man"):
            continue
        done = run("man", "--warnings", "-E", "UTF-8", "-l", path, env=os.environ | {"MANWIDTH": "100"})
        must(done.returncode == 0 and not done.stderr, f"{page}: {done.stderr[:500]}")


def text_of(path):
    """Without the marks of roff."""
    return re.sub(r"\\f[BRI]|\\&", "", path.read_text(encoding="utf-8")).replace("\\-", "-").replace("\\(aq", "'")


def pages_are_whole(place):
    text = text_of(place.usr / "share/man" / PAGES[0])
    for command in place.commands():
        must(f'.SS "{command}"' in text, f"assayd(8) lacks {command}")
    must("--since N" in text and "PATH" in text, "assayd(8) lacks options")
    text = text_of(place.usr / "share/man" / PAGES[1])
    keys = re.findall(r"^\| `([^`]+)` \|", run(place.assayd, "print-config", "--manual").stdout, re.M)
    must(len(keys) > 200, f"the manual has {len(keys)} keys")
    for key in keys:
        must(f".TP\n{key}\n" in text, f"assayd.yaml(5) lacks {key}")
    text = text_of(place.usr / "share/man" / PAGES[2])
    header = (place.usr / "include/assay/scorer.h").read_text(encoding="utf-8")
    names = re.findall(r"^struct (\w+) \{", header, re.M)
    must("assay_scorer" in names, f"the header has {names}")
    for name in names:
        must(f"struct {name} {{" in text, f"assay-scorer(3) lacks {name}")


def complete(place, line):
    """What bash offers for the last word."""
    script = place.usr / "share/bash-completion/completions/assayd"
    words = line.split(" ")
    lines = (f"source {script}; COMP_WORDS=({' '.join(repr(w) for w in words)}); COMP_CWORD={len(words) - 1}; "
             "_assayd; printf '%s\\n' \"${COMPREPLY[@]}\"")
    done = run("bash", "-c", lines, cwd=place.folder)
    must(not done.stderr, f"completing {line!r} says {done.stderr}")
    return done.stdout.split()


def bash_completes(place):
    must(complete(place, "assayd check") == ["check-config"], "no command is completed")
    must(set(place.commands()) <= set(complete(place, "assayd ")), "a command is not offered")
    must(complete(place, "assayd watch --max-") == ["--max-reliability", "--max-tone"], "no option is completed")
    must(complete(place, "assayd watch --color ") == ["always", "never", "auto"], "no choice is offered")
    must("--json" in complete(place, "assayd version --"), "an option of the usage line is not offered")
    (place.folder / "some.txt").touch()
    must(complete(place, "assayd score so") == ["some.txt"], "no file is completed")
    must(complete(place, "assayd watch --ticker so") == [], "a file is offered for a ticker")


def zsh_completes(place):
    script = place.usr / "share/zsh/vendor-completions/_assayd"
    text = script.read_text(encoding="utf-8")
    must(text.startswith("#compdef assayd\n"), "zsh would not find it")
    for command in place.commands():
        must(f"{command}) _arguments " in text, f"zsh's lacks {command}")
    if shutil.which("zsh"):
        done = run("zsh", "-n", script)
        must(done.returncode == 0, f"zsh says {done.stderr}")


def is_unknown(place, command, option, *more):
    done = run("timeout", "5", place.assayd, command, option, *more, stdin=subprocess.DEVNULL,
               cwd=place.folder, env=os.environ | {"ASSAYD_CONFIG": "/nowhere.yaml"})
    return re.search(rf"(what is '|there is no option ){option}(?![-\w])", done.stderr)


def options_are_known(place):
    """What is offered is taken: no option of a help text is unknown to its command."""
    for command in place.commands():
        offered = complete(place, f"assayd {command} --")
        for option in offered:
            must(not is_unknown(place, command, option, "x"), f"{command} does not know {option}")
        must(set(offered) <= {"--help"} or is_unknown(place, command, "--no-such-option"),
             f"{command} offers {offered}, and takes any other")


def a_scorer_is_built_outside(place):
    project = place.folder / "project"
    shutil.copytree(ROOT / "examples/scorer", project)
    env = os.environ | {"PKG_CONFIG_PATH": str(place.usr / "share/pkgconfig"),
                        "PKG_CONFIG_SYSROOT_DIR": str(place.folder)}
    done = run("make", cwd=project, env=env)
    must(done.returncode == 0 and "warning" not in done.stderr, f"make says {done.stdout}{done.stderr}")
    must(str(ROOT) not in done.stdout, "it was built against the source tree")
    configuration = (place.usr / "share/assayd/config/assayd.yaml").read_text(encoding="utf-8")
    must("feeds.yaml" in configuration, "the shipped configuration is not installed")
    shutil.copytree(place.usr / "share/assayd/config", project / "config")
    shutil.copy(project / "shouting.yaml", project / "config/scorers.yaml")
    with open(project / "config/assayd.yaml", "w", encoding="utf-8") as out:
        out.write(configuration.replace("- feeds.yaml", "- scorers.yaml\n  - feeds.yaml"))
    shutil.copy(project / "shouting.so", project / "config")
    done = run(place.assayd, "explain", "--json", "--config", project / "config/assayd.yaml", "--text",
               "PANIC as shares SLUMP")
    must(done.returncode == 0, f"explain says {done.stderr}")
    must('"shouting"' in done.stdout and "-0.4" in done.stdout, f"it scored {done.stdout[:2000]}")


def documents_are_installed(place):
    docs = place.usr / "share/doc/assayd"
    for name in ("README.md", "wire.md", "clients/python/assayd_client.py", "examples/scorer/shouting.c"):
        must((docs / name).exists(), f"{name} is not installed")
    must((place.folder / "etc").exists() is False, "an installation wrote to /etc")


CHECKS = [documents_are_installed, pages_are_clean, pages_are_whole, bash_completes, zsh_completes,
          options_are_known, a_scorer_is_built_outside]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", type=pathlib.Path, required=True)
    options = options.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="assayd-installed-") as folder:
        place = Place(options.build, pathlib.Path(folder))
        for check in CHECKS:
            try:
                check(place)
                print(f"ok      {check.__name__}", flush=True)
            except (Failed, OSError, subprocess.TimeoutExpired) as failure:
                failed += 1
                print(f"FAILED  {check.__name__}: {failure}", flush=True)
    sys.exit(1 if failed else 0)


main()
