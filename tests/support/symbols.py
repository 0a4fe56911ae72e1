#!/usr/bin/python3
"""No function or variable has one name in two of the program's libraries: the linker would take either.

    symbols.py LIBRARY.a ..."""
import collections
import subprocess
import sys


def defined(library):
    listed = subprocess.run(["nm", "--extern-only", "--defined-only", library], capture_output=True, text=True, check=True)
    return [line.split()[2] for line in listed.stdout.splitlines() if len(line.split()) == 3]


def main():
    homes = collections.defaultdict(list)
    for library in sys.argv[1:]:
        for name in defined(library):
            homes[name].append(library.rsplit("/", 1)[-1])
    twice = [f"{name}: {', '.join(where)}" for name, where in homes.items() if len(where) > 1]
    print("\n".join(twice) or f"{len(homes)} names, each in one place")
    sys.exit(bool(twice) or not homes)


if __name__ == "__main__":
    main()
