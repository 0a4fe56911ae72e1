#!/usr/bin/env bash
# Builds the package and tries it in a system of its own; wants root, as boot.py does.
set -euo pipefail
cd "$(dirname "$0")/../.."
[[ $EUID -eq 0 ]] || { echo "skipped: wants root"; exit 77; }
script/package
exec /usr/bin/python3 tests/boot/boot.py --package build/package/assayd_*.deb
