#!/usr/bin/python3
"""No two archives of one program define the same name: the linker takes either, and says nothing.

    symbols.py NM ARCHIVE ..."""
import subprocess
import sys


def main(nm, archives):
    owners = {}
    for archive in archives:
        listed = subprocess.run([nm, "--defined-only", "--extern-only", "--format=posix", archive],
                                capture_output=True, text=True, check=True).stdout
        names = {line.split()[0] for line in listed.splitlines() if len(line.split()) > 2}
        for name in names:
            owners.setdefault(name, []).append(archive)
    twice = {name: owned for name, owned in owners.items() if len(owned) > 1 and not name.startswith("__")}
    for name, owned in sorted(twice.items()):
        print(f"{name} is defined in {' and in '.join(owned)}")
    if len(owners) < 500:
        sys.exit(f"only {len(owners)} names: were these the archives?")
    sys.exit(1 if twice else 0)


main(sys.argv[1], sys.argv[2:])
