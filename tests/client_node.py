#!/usr/bin/python3
"""Gets clients/node its packages from npm, in a folder of the build tree, and plays tests/clients.py.

    client_node.py --build DIR

Label slow, as it wants npm's registry. Ends with 77 (skipped) where there is no node or no registry."""
import argparse
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", required=True)
    place = pathlib.Path(options.parse_args().build) / "client-node"
    if not shutil.which("node") or not shutil.which("npm"):
        print("node and npm are not installed: skipped")
        sys.exit(77)
    shutil.copytree(ROOT / "clients/node", place, dirs_exist_ok=True)
    installed = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=place, capture_output=True,
                               text=True, timeout=300, check=False)
    if installed.returncode:
        print(f"npm gives no packages: skipped\n{installed.stderr[-1000:]}")
        sys.exit(77)
    played = subprocess.run([sys.executable, ROOT / "tests/clients.py", "--", "node", place / "example.js"],
                            timeout=600, check=False)
    sys.exit(played.returncode)


main()
