"""What must hold of assayd in a booted system; run there as root by boot.py. Standard library only."""
import json
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import time
import urllib.error
import urllib.request

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


def journal(*more, form="cat"):
    """Since this boot."""
    return run("journalctl", "-b", "-u", "assayd", "-o", form, "--no-pager", *more).stdout


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


def fills_fields_of_the_journal():
    found = [json.loads(line) for line in journal("ASSAYD_FEED=a", form="json").splitlines()]
    must({"PRIORITY": "6", "ASSAYD_ITEMS": "3", "MESSAGE": "poll committed feed=a items=3 head=3"}.items() <=
         next(entry for entry in found if "ASSAYD_ITEMS" in entry).items(), f"the entries are {found}")


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
    must(journal().count("colour") == journal("-p", "err").count("colour") == 1, f"the log names the mistake so: {journal()}")


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
    """The server key and the token for HTTP are root's, and reach the daemon as credentials alone."""
    for path in ("/etc/assayd/curve", "/etc/assayd/friend", "/etc/assayd/stranger"):
        must(run("assayd", "keygen", path).returncode == 0, f"no key {path}")
    os.mkdir("/etc/assayd/clients")
    shutil.copy("/etc/assayd/friend.pub", "/etc/assayd/clients/friend")
    os.chmod("/etc/assayd/clients/friend", 0o644)
    with open("/etc/assayd/http-token", "w", encoding="utf-8") as file:
        file.write("a-token-that-root-keeps\n")
    for path in ("/etc/assayd/curve", "/etc/assayd/http-token"):
        os.chmod(path, 0o600)
        must(os.stat(path).st_uid == 0, f"{path} is not root's")
    with open(CONFIGURATION, encoding="utf-8") as file:
        before = file.read()
    with open(CONFIGURATION, "w", encoding="utf-8") as file:
        file.write(re.sub(r"publish: .*", "publish: {endpoint: 'tcp://*:5556', replay: 'tcp://*:5557', curve: {secret: "
                          "/run/credentials/assayd.service/curve, clients: /etc/assayd/clients}}\\n"
                          "http: {listen: '0.0.0.0:8577', token: '${file:/run/credentials/assayd.service/http}'}", before))
    with open(DROP_IN, "w", encoding="utf-8") as file:
        file.write("[Service]\nLoadCredential=curve:/etc/assayd/curve\nLoadCredential=http:/etc/assayd/http-token\n")
    run("systemctl", "daemon-reload")
    done = run("systemctl", "restart", "assayd")
    must(done.returncode == 0, f"with credentials: {done.stdout}{journal()[-1000:]}")
    for who, status, lines in (("friend", 0, 3), ("stranger", 69, 1)):
        done = run("assayd", "replay", "--from", "1", "--json", "--replay", "tcp://127.0.0.1:5557", "--key", f"/etc/assayd/{who}",
                   "--server-key", "/etc/assayd/curve.pub")
        must((done.returncode, len(done.stdout.splitlines())) == (status, lines), f"the {who} gets {done.returncode}: {done.stdout[:300]}")
    must(answer_of_http() == 401 and answer_of_http("a-token-that-root-keeps") == 200, "HTTP does not mind the token")
    with open(CONFIGURATION, "w", encoding="utf-8") as file:
        file.write(before)
    os.unlink(DROP_IN)
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", "assayd")


def answer_of_http(token=None):
    request = urllib.request.Request("http://127.0.0.1:8577/livez")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


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
          fills_fields_of_the_journal, reloads, refuses_a_broken_configuration, survives_a_kill, is_restarted_by_the_watchdog,
          takes_credentials, stops))
