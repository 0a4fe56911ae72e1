"""What must hold of the package in a booted system; run there as root by boot.py --package."""
import glob
import os
import pwd

from inside import head, journal, look, must, pid, run, show, wait_for

OWN = "/etc/assayd/conf.d/feeds.yaml"
FEEDS = """\
fetch: {allow_private: [127.0.0.0/8]}
feeds:
  - {id: a, url: "http://127.0.0.1:8080/market.xml", every: 10s, first_poll: {max_age: 36500d}}
"""


def dpkg(*words):
    done = run("dpkg", *words)
    must(done.returncode == 0, f"dpkg {' '.join(words)} says {done.stdout}")
    audit = run("dpkg", "--audit").stdout
    must(not audit, f"dpkg --audit says {audit}")


def version():
    return run("dpkg-query", "-W", "-f", "${Version}", "assayd").stdout


def installs_and_starts():
    dpkg("-i", "/root/packages/old.deb")
    must(version() == "0.0.9", f"version {version()} is installed")
    must(show("ActiveState") == "active", f"it does not run: {journal()}")
    must(run("systemctl", "is-enabled", "assayd").stdout == "enabled\n", "it is not enabled")
    must(pwd.getpwuid(os.stat("/run/assayd").st_uid).pw_name == "assayd", "it has no user of its own")


def is_configured():
    with open(OWN, "w", encoding="utf-8") as file:
        file.write(FEEDS)
    with open("/etc/assayd/assayd.yaml", "a", encoding="utf-8") as file:
        file.write("# my own words\n")
    done = run("systemctl", "reload", "assayd")
    must(done.returncode == 0, f"reload says {done.stdout}{journal()[-1000:]}")
    wait_for("three items", lambda: head() == 3)


def is_upgraded():
    before = pid()
    dpkg("-i", "/root/packages/new.deb")
    must(version() != "0.0.9", "nothing was upgraded")
    wait_for("a new process", lambda: pid() not in (0, before) and show("ActiveState") == "active")
    wait_for("the old items", lambda: head() == 3)
    with open("/etc/assayd/assayd.yaml", encoding="utf-8") as file:
        must("my own words" in file.read(), "what the administrator wrote is gone")


def is_removed():
    dpkg("-r", "assayd")
    must(show("ActiveState") in ("inactive", ""), f"it is {show('ActiveState')}")
    must(not os.path.exists("/usr/bin/assayd") and not os.path.exists("/run/assayd"), "the program is still there")
    must(os.path.exists("/etc/assayd/assayd.yaml") and os.path.exists("/var/lib/assayd/journal.db"),
         "configuration or journal went with a removal")


def comes_back():
    dpkg("-i", "/root/packages/new.deb")
    wait_for("the old items", lambda: head() == 3)


def is_purged():
    os.unlink(OWN)
    dpkg("-P", "assayd")
    left = [path for path in ("/etc/assayd", "/var/lib/assayd", "/run/assayd", "/usr/share/assayd",
                              "/usr/bin/assayd", "/usr/lib/sysusers.d/assayd.conf") if os.path.exists(path)]
    left += glob.glob("/etc/systemd/system/**/assayd.service", recursive=True)
    must(not left, f"left over: {left}")
    failed = run("systemctl", "--failed", "--plain", "--no-legend").stdout
    must("assayd" not in failed, f"failed: {failed}")


look((installs_and_starts, is_configured, is_upgraded, is_removed, comes_back, is_purged))
