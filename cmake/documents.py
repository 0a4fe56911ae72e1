#!/usr/bin/python3
"""Man pages and shell completions, each from the one place where its words stand already.

    documents.py --assayd BIN --source DIR --into DIR

assayd.8 and the completions come of the command table (`assayd --help`, `assayd COMMAND --help`),
assayd.yaml.5 of the settings tables (`assayd print-config --manual`), assay-scorer.3 of
include/assay/scorer.h. The build calls this; tests/documents.py looks at what comes out."""
import argparse
import pathlib
import re
import subprocess


class Commands:
    """What the program says of itself."""

    def __init__(self, binary):
        self.binary = binary
        self.version = self.ask("--version").split()[1]
        listed = re.findall(r"^  (\S+) +(\S.*)$", self.ask("--help"), re.M)
        self.all = [Command(name, summary, self.ask(name, "--help")) for name, summary in listed]

    def ask(self, *words):
        return subprocess.run([self.binary, *words], capture_output=True, text=True, check=True,
                              timeout=60).stdout


class Command:
    def __init__(self, name, summary, words):
        self.name, self.summary = name, summary
        usage, _, rest = words.partition("\n\n")
        self.usage = usage.removeprefix("usage: ")
        self.help = rest.partition("\n\n")[2].rstrip("\n")

    def options(self):
        """(option, argument or "") of each line that begins with one, those named beside it, and in the usage."""
        found = {"--help": ""}
        for entry in re.findall(r"^  (-.*(?:\n {6,}\S.*)*)", self.help, re.M):
            for option, argument in re.findall(r"(--[a-z][a-z-]*)(?:[ =]([A-Z][A-Z:]*)\b)?", entry):
                if option not in found or argument:
                    found[option] = argument or found.get(option, "")
            for also in re.findall(r"also ([^.;]*)", entry.replace("\n", " ")):
                first = next(iter(re.findall(r"--\S+ ([A-Z]+)", entry)), "")
                for option in re.findall(r"--[a-z-]+", also):
                    found[option] = first
        for option, argument in re.findall(r"(--[a-z][a-z-]*)(?: ([A-Z]+)\b)?", self.usage):
            found.setdefault(option, argument)
        return sorted(found.items())


# ------------------------------------------------------------------ roff

def escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("^", "\\(ha").replace("~", "\\(ti")
    return "\\&" + text if text.startswith(".") else text


def inline(markdown):
    """`code` is bold, *emphasis* and **strength** too, a link is its words."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", markdown)
    out = ""
    for piece in re.split(r"(`[^`]*`|\*\*?[^*\s][^*]*\*\*?)", text):
        marked = len(piece) > 2 and piece[0] in "`*" and piece[0] == piece[-1]
        out += f"\\fB{escape(piece.strip('`*'))}\\fR" if marked else escape(piece)
    return out[2:] if out.startswith("\\&\\") else out


def head(page, section, version, name, summary):
    return [f'.TH {page.upper()} {section} "" "assayd {version}" ""', ".nh", ".ad l", ".SH NAME",
            f"{name} \\- {escape(summary)}"]


def verbatim(lines):
    return [".PP", ".nf", ".RS", *map(escape, lines), ".RE", ".fi"]


def cells(row):
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", row.strip())[1:-1]]


def setting(row):
    key, value, fallback, meaning = map(inline, cells(row))
    kind = {"\\-": value, "required": f"{value}, required"}.get(fallback, f"{value}; {fallback}")
    return [".TP", key, f"({kind}) {meaning}"]


def of_markdown(text):
    out, paragraph = [], []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|") or line.startswith("#") or not line:
            if paragraph:
                out += [".PP", inline(" ".join(paragraph))]
            paragraph = []
        if line.startswith("## "):
            out += [".SH " + inline(line[3:]).replace("\\fB", "").replace("\\fR", "")]
        elif line.startswith("| `"):
            out += setting(line)
        elif line and line[0] not in "|#":
            paragraph.append(line)
    return out


# ------------------------------------------------------------------ pages

def assayd_8(commands, _source):
    out = head("assayd", 8, commands.version, "assayd", "judge news items for tone and reliability, with every reason")
    out += [".SH SYNOPSIS", ".B assayd", "COMMAND [ARGUMENTS]", ".SH DESCRIPTION",
            "assayd polls news feeds, judges each new item twice (how does it sound, how far can it be "
            "relied on) and publishes the judgement, with every reason, on a ZeroMQ socket. What is "
            "committed is kept for replay.", ".PP",
            escape("'assayd run' is the daemon; the other commands work beside it or without it. Results go to "
                   "stdout, talk to stderr."), ".SH COMMANDS"]
    for command in commands.all:
        out += [f'.SS "{escape(command.name)}"', inline(command.summary) + ".", ".PP", ".nf",
                *(f"\\fB{escape(line)}\\fR" for line in command.usage.splitlines()), ".fi"]
        out += verbatim(command.help.splitlines()) if command.help else []
    out += [".SH FILES"]
    for path, words in (("/etc/assayd/assayd.yaml", "the configuration, see assayd.yaml(5)"),
                        ("/var/lib/assayd/journal.db", "every verdict, numbered, with journal.db.witness beside it"),
                        ("/run/assayd/items.sock, /run/assayd/replay.sock", "where subscribers connect"),
                        ("/usr/share/assayd", "the shipped configuration and the schema of messages")):
        out += [".TP", f"\\fI{escape(path)}\\fR", escape(words)]
    out += [".SH ENVIRONMENT"]
    for name, words in (("ASSAYD_CONFIG", "the main configuration file, where none is named"),
                        ("STATE_DIRECTORY, RUNTIME_DIRECTORY, CREDENTIALS_DIRECTORY", "as systemd sets them"),
                        ("NO_COLOR", "no colours, whatever the terminal")):
        out += [".TP", f"\\fB{escape(name)}\\fR", escape(words)]
    out += [".SH SIGNALS", "SIGHUP reloads the configuration; a broken one changes nothing. SIGTERM and SIGINT "
            "commit what was judged and end the daemon.", ".SH EXIT STATUS"]
    for status, words in ((0, "all went well"), (64, "the command line is wrong"),
                          (65, "the input, or the journal, is damaged"), (66, "no such input"),
                          (69, "nobody answers, or a resource is gone"), (73, "a file cannot be made"),
                          (75, "another daemon uses the journal"), (78, "the configuration is wrong")):
        out += [".TP", f"\\fB{status}\\fR", escape(words)]
    return out + [".SH SEE ALSO", "\\fBassayd.yaml\\fR(5), \\fBassay\\-scorer\\fR(3), \\fBsystemctl\\fR(1)"]


def assayd_yaml_5(commands, _source):
    manual = commands.ask("print-config", "--manual").partition("\n\n")[2]
    out = head("assayd.yaml", 5, commands.version, "assayd.yaml", "the configuration of assayd")
    return out + [".SH DESCRIPTION"] + of_markdown(manual) + [".SH SEE ALSO", "\\fBassayd\\fR(8)"]


def of_comment(comment):
    """The opening comment of a header: paragraphs, and examples that stand further right."""
    lines = [re.sub(r"^ \* ?", "", line) for line in comment.splitlines()]
    out, paragraph, example = [], [], []
    for line in [*lines, ""]:
        if paragraph and (not line or line.startswith("    ")):
            out += [".PP", inline(" ".join(paragraph))]
            paragraph = []
        if example and line and not line.startswith("    "):
            out += verbatim(example)
            example = []
        if line.startswith("    ") or (example and not line):
            example.append(line[4:])
        elif line:
            paragraph.append(line)
    return out


def assay_scorer_3(commands, source):
    header = (source / "include/assay/scorer.h").read_text(encoding="utf-8")
    comment, _, rest = header.removeprefix("/* ").partition(" */\n")
    comment = comment.partition("\n *\n")[2]
    out = head("assay-scorer", 3, commands.version, "assay\\-scorer", "the door between assayd and a scorer")
    out += [".SH SYNOPSIS", ".nf", "\\fB#include <assay/scorer.h>\\fR", "",
            "\\fBcc \\-shared \\-fPIC \\-o mine.so mine.c $(pkg\\-config \\-\\-cflags assay\\-scorer)\\fR", ".fi",
            ".SH DESCRIPTION"]
    out += of_comment(comment)
    body = rest.partition("#include <stdint.h>\n\n")[2].rpartition("\n#endif")[0]
    sections = re.split(r"^/\* -{10,} (.*) \*/\n", body, flags=re.M)
    for title, code in zip(["basic values", *sections[1::2]], sections[::2]):
        out += [".SH " + title.upper(), ".nf", *map(escape, code.strip().splitlines()), ".fi"]
    return out + [".SH SEE ALSO", "\\fBassayd\\fR(8), \\fBassayd.yaml\\fR(5)"]


# ------------------------------------------------------------------ completion

CHOICES = {"WHEN": "always never auto"}
FILES = ("FILE", "PATH", "DIR", "FD")


def takes_files(command):
    return re.search(r"FILE|DIR|JOURNAL", re.sub(r"\[?--\S+ [A-Z]+\]?", "", command.usage)) is not None


def bash(commands, _source):
    out = ["# bash completion of assayd; made from its command table", "_assayd()", "{",
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} offers= files=",
           "    if [[ $COMP_CWORD -eq 1 ]]; then",
           f"        COMPREPLY=($(compgen -W '{' '.join(c.name for c in commands.all)} help' -- \"$word\"))",
           "        return", "    fi", "    case ${COMP_WORDS[1]}:$before in"]
    for command in commands.all:
        for option, argument in command.options():
            if argument in CHOICES:
                out.append(f"    {command.name}:{option}) offers='{CHOICES[argument]}' ;;")
            elif argument:
                out.append(f"    {command.name}:{option}) {'files=yes' if argument in FILES else 'return'} ;;")
    out += ["    *)", "        case ${COMP_WORDS[1]} in"]
    for command in commands.all:
        out.append(f"        {command.name}) offers='{' '.join(o for o, _ in command.options())}'"
                   f"{' files=yes' if takes_files(command) else ''} ;;")
    out += [f"        help) offers='{' '.join(c.name for c in commands.all)}' ;;",
            "        esac ;;", "    esac", "    COMPREPLY=($(compgen -W \"$offers\" -- \"$word\"))",
            "    [[ -z $files || $word == -* ]] || COMPREPLY+=($(compgen -f -- \"$word\"))", "}",
            "complete -o filenames -F _assayd assayd"]
    return out


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def zsh(commands, _source):
    out = ["#compdef assayd", "# zsh completion of assayd; made from its command table", "_assayd() {",
           "    local context state line", "    local -a commands=("]
    out += [f"        {quoted(c.name + ':' + c.summary)}" for c in commands.all]
    out += ["    )", "    _arguments -C '1: :->command' '*:: :->words'", "    case $state in",
            "    command) _describe command commands ;;", "    words)", "        case $words[1] in"]
    for command in commands.all:
        specs = []
        for option, argument in command.options():
            action = (f"({CHOICES[argument]})" if argument in CHOICES
                      else "_files" if argument in FILES else " ")
            specs.append(quoted(f"{option}{f':{argument.lower()}:{action}' if argument else ''}"))
        specs += ["'*:file:_files'"] if takes_files(command) else []
        out.append(f"        {command.name}) _arguments {' '.join(specs)} ;;")
    return out + ["        esac ;;", "    esac", "}", '_assayd "$@"']


KINDS = {"assayd.8": assayd_8, "assayd.yaml.5": assayd_yaml_5, "assay-scorer.3": assay_scorer_3,
         "bash": bash, "zsh": zsh}


def main():
    options = argparse.ArgumentParser()
    for name in ("--assayd", "--source", "--into"):
        options.add_argument(name, type=pathlib.Path, required=True)
    options = options.parse_args()
    commands = Commands(options.assayd)
    for kind, write in KINDS.items():
        (options.into / kind).write_text("\n".join(write(commands, options.source)) + "\n", encoding="utf-8")


main()
