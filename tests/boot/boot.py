#!/usr/bin/python3
"""Boots a Debian 12 of its own with assayd installed in it, and looks how the unit does.

    boot.py --build DIR [--root DIR]
    boot.py --package FILE.deb [--root DIR]

Needs root, debootstrap, systemd-nspawn and a Debian mirror: label slow, not part of script/test. The
release build in DIR is installed by `cmake --install`. --root keeps the system between runs. What is
checked, inside, is tests/boot/inside.py. A package, as script/package makes it, is installed, upgraded from
an older version, removed and purged instead: tests/boot/packaged.py. Ends with 77 (skipped) where it cannot run."""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PACKAGES = ["systemd", "systemd-sysv", "dbus", "procps", "python3", "libcurl4", "libyaml-0-2", "libzmq5",
            "libczmq4", "libcjson1", "libxml2", "libsqlite3-0", "libsystemd0", "libmicrohttpd12",
            "libsodium23", "libutf8proc2", "libuchardet0", "libzstd1"]
MIRROR = "http://deb.debian.org/debian"

CONFIGURATION = """\
version: 1
include: [scorers/*.yaml]
publish: {endpoint: ipc:///run/assayd/items.sock, replay: ipc:///run/assayd/replay.sock}
fetch: {allow_private: [127.0.0.0/8]}
feeds:
  - {id: a, url: "http://127.0.0.1:8080/market.xml", every: 10s, first_poll: {max_age: 36500d}}
"""

CHECK_UNIT = """\
[Unit]
Description=Looks how assayd does
After=multi-user.target

[Service]
Type=oneshot
ExecStart=/usr/bin/python3 /root/SCRIPT
ExecStopPost=/usr/bin/systemctl poweroff --no-block
StandardOutput=file:/root/said
StandardError=inherit
"""


def run(*command, **more):
    return subprocess.run(command, check=True, **more)


def make_system(root):
    if not os.path.exists(f"{root}/sbin/init"):
        run("debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", "bookworm", root, MIRROR,
            stdout=subprocess.DEVNULL)
    for state in ("var/lib/assayd", "etc/assayd"):
        shutil.rmtree(f"{root}/{state}", ignore_errors=True)


def install(build, root):
    run("cmake", "--install", build, env=os.environ | {"DESTDIR": root},
        stdout=subprocess.DEVNULL)
    shutil.copytree(f"{ROOT}/config", f"{root}/etc/assayd")
    with open(f"{root}/etc/assayd/assayd.yaml", "w", encoding="utf-8") as out:
        out.write(CONFIGURATION)


def lay_out_packages(package, root):
    """The package, and one that is the same but older."""
    place = f"{root}/root/packages"
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(f"{root}/usr/local")
    os.makedirs(place)
    shutil.copy(package, f"{place}/new.deb")
    run("dpkg-deb", "-R", package, f"{place}/old")
    with open(f"{place}/old/DEBIAN/control", encoding="utf-8") as file:
        control = re.sub(r"(?m)^Version: .*$", "Version: 0.0.9", file.read())
    with open(f"{place}/old/DEBIAN/control", "w", encoding="utf-8") as file:
        file.write(control)
    run("dpkg-deb", "--root-owner-group", "-b", f"{place}/old", f"{place}/old.deb", stdout=subprocess.DEVNULL)
    shutil.rmtree(f"{place}/old")


def lay_out_checks(root, script):
    shutil.copytree(f"{ROOT}/demo/feeds", f"{root}/srv/feeds", dirs_exist_ok=True)
    for name in ("inside.py", "packaged.py"):
        shutil.copy(f"{HERE}/{name}", f"{root}/root/{name}")
    with open(f"{root}/etc/systemd/system/check.service", "w", encoding="utf-8") as out:
        out.write(CHECK_UNIT.replace("SCRIPT", script))
    wants = f"{root}/etc/systemd/system/default.target.wants"
    os.makedirs(wants, exist_ok=True)
    if not os.path.lexists(f"{wants}/check.service"):
        os.symlink("/etc/systemd/system/check.service", f"{wants}/check.service")
    if os.path.exists(f"{root}/root/said"):
        os.unlink(f"{root}/root/said")


def boot(root):
    """A network of its own: nothing but loopback."""
    done = subprocess.run(["systemd-nspawn", "-D", root, "--register=no", "--keep-unit", "--private-network",
                           "--quiet", "-b"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=420)
    try:
        with open(f"{root}/root/said", encoding="utf-8") as file:
            return file.read()
    except OSError:
        print(done.stdout.decode("utf-8", "replace"))
        sys.exit("it did not come so far as to look")


def main():
    parser = argparse.ArgumentParser()
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--build")
    what.add_argument("--package")
    parser.add_argument("--root")
    options = parser.parse_args()
    if os.geteuid() or not shutil.which("debootstrap") or not shutil.which("systemd-nspawn"):
        print("skipped: needs root, debootstrap and systemd-nspawn")
        sys.exit(77)
    folder = options.root or tempfile.mkdtemp(prefix="assayd-boot-")
    try:
        make_system(folder)
        if options.build:
            install(os.path.abspath(options.build), folder)
        else:
            lay_out_packages(options.package, folder)
        lay_out_checks(folder, "inside.py" if options.build else "packaged.py")
        said = boot(folder)
    finally:
        if not options.root:
            shutil.rmtree(folder, ignore_errors=True)
    print(said)
    sys.exit(0 if " passed, 0 failed" in said else 1)


if __name__ == "__main__":
    main()
