"""What must hold of assayd in a booted system; run there as root by boot.py. Standard library only."""
import os
import pwd
import signal
import stat
import subprocess
import time

CONFIGURATION = "/etc/assayd/assayd.yaml"
DROP_IN = "/run/systemd/system/assayd.service.d/test.conf"


class Failed(Exception):
    pass


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)


def must(holds, what):
    if not holds:
        raise Failed(what)


def show(name):
    return run("systemctl", "show", "assayd", "-p", name, "--value").stdout.strip()


def pid():
    return int(show("MainPID"))


def journal():
    return run("journalctl", "-u", "assayd", "-o", "cat", "--no-pager").stdout


def wait_for(what, holds, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return
        time.sleep(0.2)
    raise Failed(f"{what}: not within {seconds} s\n{run('systemctl', 'status', 'assayd').stdout}\n{journal()[-3000:]}")


def head():
    """How many items a subscriber can ask for; -1 while nobody answers."""
    done = run("assayd", "replay", "--from", "1", "--json")
    return -1 if done.returncode else len(done.stdout.splitlines())


def starts():
    done = run("systemctl", "start", "assayd")
    must(done.returncode == 0, f"start says {done.returncode}: {done.stdout}{journal()}")
    must(show("ActiveState") == "active", "it is not active")
    must(show("StatusText"), "it tells systemd no status")
    wait_for("three items", lambda: head() == 3)


def runs_as_its_user():
    user = pwd.getpwnam("assayd")
    must(os.stat(f"/proc/{pid()}").st_uid == user.pw_uid, "it runs as somebody else")
    for path in ("/run/assayd/items.sock", "/run/assayd/replay.sock"):
        mode = os.stat(path)
        must(mode.st_gid == user.pw_gid and stat.S_IMODE(mode.st_mode) & 0o777 == 0o660,
             f"{path} has mode {oct(mode.st_mode)}, group {mode.st_gid}")


def keeps_its_state():
    mode = os.stat("/var/lib/assayd")
    must(stat.S_IMODE(mode.st_mode) == 0o750, f"/var/lib/assayd has mode {oct(mode.st_mode)}")
    must(os.path.exists("/var/lib/assayd/journal.db"), "no journal in /var/lib/assayd")


def sees_a_read_only_system():
    with open(f"/proc/{pid()}/mountinfo", encoding="utf-8") as file:
        mounts = {line.split()[4]: line.split()[5].split(",") for line in file}
    must("ro" in mounts["/"], f"/ is mounted {mounts['/']}")
    must("rw" in mounts["/var/lib/assayd"], f"/var/lib/assayd is mounted {mounts.get('/var/lib/assayd')}")
    with open(f"/proc/{pid()}/status", encoding="utf-8") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    must(int(status["CapEff"], 16) == 0, f"it has capabilities {status['CapEff']}")
    must(status["NoNewPrivs"] == "1" and status["Seccomp"] == "2", "no seccomp filter")


def group_members_read_the_sockets():
    done = run("setpriv", "--reuid", "65534", "--regid", str(pwd.getpwnam("assayd").pw_gid), "--clear-groups",
               "assayd", "replay", "--from", "1", "--json")
    must(len(done.stdout.splitlines()) == 3, f"a member of the group gets {done.stdout[:300]}")
    done = run("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "assayd", "replay",
               "--from", "1", "--json")
    must(done.returncode != 0, "a stranger gets an answer")


def reloads():
    before = pid()
    with open(CONFIGURATION, "a", encoding="utf-8") as file:
        file.write("tickers: {KSTL: {names: [Kestrel]}}\n")
    done = run("systemctl", "reload", "assayd")
    must(done.returncode == 0, f"reload says {done.returncode}: {done.stdout}{journal()[-1000:]}")
    must(pid() == before, "reload started another process")


def refuses_a_broken_configuration():
    before = pid()
    with open(CONFIGURATION, encoding="utf-8") as file:
        good = file.read()
    with open(CONFIGURATION, "w", encoding="utf-8") as file:
        file.write(good + "colour: blue\n")
    done = run("systemctl", "reload", "assayd")
    with open(CONFIGURATION, "w", encoding="utf-8") as file:
        file.write(good)
    must(done.returncode != 0, "reload of a broken configuration says nothing")
    must(pid() == before and show("ActiveState") == "active", "it did not go on")
    must('"colour"' in journal(), "the log does not name the mistake")


def survives_a_kill():
    before = pid()
    os.kill(before, signal.SIGKILL)
    wait_for("a new process after kill -9", lambda: pid() not in (0, before) and show("ActiveState") == "active")
    wait_for("the old items", lambda: head() == 3)


def is_restarted_by_the_watchdog():
    os.makedirs(os.path.dirname(DROP_IN), exist_ok=True)
    with open(DROP_IN, "w", encoding="utf-8") as file:
        file.write("[Service]\nWatchdogSec=4s\n")
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", "assayd")
    before = pid()
    time.sleep(9)
    must(pid() == before, "the watchdog bites a daemon that works")
    os.kill(before, signal.SIGSTOP)
    wait_for("a new process after the watchdog", lambda: pid() not in (0, before), 60)
    must("watchdog" in journal().lower(), "the journal does not name the watchdog")
    wait_for("the old items", lambda: head() == 3)
    os.unlink(DROP_IN)
    run("systemctl", "daemon-reload")


def takes_credentials():
    done = run("assayd", "keygen", "/etc/assayd/curve")
    must(done.returncode == 0, f"keygen: {done.stdout}")
    with open(DROP_IN, "w", encoding="utf-8") as file:
        file.write("[Service]\nLoadCredential=curve:/etc/assayd/curve\n")
    run("systemctl", "daemon-reload")
    done = run("systemctl", "restart", "assayd")
    must(done.returncode == 0, f"with a credential: {done.stdout}{journal()[-1000:]}")
    must(os.path.exists("/run/credentials/assayd.service/curve"), "no credential in its folder")
    os.unlink(DROP_IN)
    run("systemctl", "daemon-reload")


def stops():
    done = run("systemctl", "stop", "assayd")
    must(done.returncode == 0 and show("Result") == "success", f"it ended with {show('Result')}")
    must(not os.path.exists("/run/assayd"), "the runtime directory is left over")


def look(checks):
    server = subprocess.Popen(["/usr/bin/python3", "-m", "http.server", "8080", "--bind", "127.0.0.1",
                               "--directory", "/srv/feeds"], stderr=subprocess.DEVNULL)
    failed = 0
    for check in checks:
        try:
            check()
            print(f"ok      {check.__name__}", flush=True)
        except (Failed, OSError, subprocess.TimeoutExpired, KeyError) as failure:
            failed += 1
            print(f"FAILED  {check.__name__}: {failure!r}", flush=True)
    server.terminate()
    print(f"{len(checks) - failed} passed, {failed} failed", flush=True)


if __name__ == "__main__":
    look((starts, runs_as_its_user, keeps_its_state, sees_a_read_only_system, group_members_read_the_sockets,
          reloads, refuses_a_broken_configuration, survives_a_kill, is_restarted_by_the_watchdog,
          takes_credentials, stops))
