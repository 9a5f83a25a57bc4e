"""What looking at another machine costs, through a real OpenSSH server on this one."""

import collections
import contextlib
import fcntl
import functools
import getpass
import os
import select
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

# What the runbook had a login of its own for: each tells of one thing.
METRICS = [
    "uptime", "dmesg | tail", "vmstat 1 2", "mpstat -P ALL 1 1", "pidstat 1 1", "iostat -xz 1 2",
    "free -m", "sar -n DEV 1 1", "sar -n TCP,ETCP 1 1", "top -b -n1", "cat /proc/pressure/cpu",
    "cat /proc/pressure/memory", "cat /proc/pressure/io", "df -Pk", "ss -s", "nproc",
]
WINDOW = 1.0
DELAY = 0.03

CONFIG = """
Host {name}
  HostName {address}
  Port {port}
  HostKeyAlias lab
  User {user}
  IdentityFile {folder}/mine
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known
  BatchMode yes
  # As Debian's own configuration has it, and the server's below.
  SendEnv LANG LC_*
"""
KEPT = """  ControlMaster auto
  ControlPath {folder}/{name}.control
  ControlPersist 60
"""
SERVER = """
Port {port}
ListenAddress 0.0.0.0
HostKey {folder}/host
AuthorizedKeysFile {folder}/mine.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
LogLevel VERBOSE
AcceptEnv LANG LC_*
# Otherwise bash takes the login for one of rsh and reads what its user has in ~/.bashrc.
SetEnv SHLVL=3
"""
# Runs inside the target's own namespace of processes: starts the server and as many sleepers as make
# 300 processes, and says at each line how many processes were started there and what they took.
INSIDE = """
import os, subprocess, sys
server = subprocess.Popen(sys.argv[2:], stderr=open(sys.argv[1], "w"), stdin=subprocess.DEVNULL)
sleepers = [subprocess.Popen(["sleep", "600"]) for _ in range(296)]
print("ready", flush=True)
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    with open(f"/proc/{server.pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    # What the server and all that it has waited for took.
    print(child, sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK"), flush=True)
for sleeper in sleepers:
    sleeper.kill()
server.terminate()
"""


class Target:
    """A machine of 300 processes behind an OpenSSH server, and the ssh that knows it."""

    def __init__(self, folder, wire):
        self.folder = Path(folder)
        self.near, self.far = wire.names
        self.port = free_port()
        for key in ("mine", "host"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.folder / key)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        kind, key, *_ = (self.folder / "host.pub").read_text().split()
        (self.folder / "known").write_text(f"lab {kind} {key}\n")
        (self.folder / "server").write_text(SERVER.format(port=self.port, folder=folder))
        ssh = self.folder / "ssh"
        ssh.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {folder}/config "$@"\n')
        ssh.chmod(0o755)
        self.environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
        with open(self.folder / "config", "w", encoding="ascii") as config:
            for name, address in (("lab", "127.0.0.1"), ("far", "10.99.0.2")):
                for keeps in (False, True):
                    config.write((CONFIG + (KEPT if keeps else "")).format(
                        name=f"{name}-kept" if keeps else name, address=address, port=self.port,
                        user=getpass.getuser(), folder=folder))

    @contextlib.contextmanager
    def served(self):
        """While the server runs."""
        if os.getuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        server = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
        if not server:
            raise OSError("sshd is not installed")
        command = [
            "ip", "netns", "exec", self.far, "unshare", "--pid", "--fork", "--mount-proc", "--kill-child", sys.executable, "-c",
            INSIDE, str(self.folder / "log"), server, "-D", "-e", "-f", str(self.folder / "server"),
        ]
        self.inside = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            if self.inside.stdout.readline() != "ready\n":
                raise OSError("no namespace of processes can be made: this takes root")
            deadline = time.monotonic() + 10
            while "Server listening" not in (self.folder / "log").read_text():
                if time.monotonic() > deadline:
                    raise OSError("sshd does not start")
                time.sleep(0.05)
            yield
        finally:
            for name in ("lab-kept", "far-kept"):
                self.run(name, ["ssh", "-O", "exit", name])
            self.inside.stdin.close()
            self.inside.wait(timeout=20)

    def run(self, name, command, allowed=None):
        """Runs `command`, on this side of the wire from the host of that name or beyond it, and
        gives the seconds it took."""
        place = self.near if name.startswith("far") else self.far
        began = time.monotonic()
        done = subprocess.run(
            ["ip", "netns", "exec", place, *command], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=120)
        if allowed is not None and done.returncode not in allowed:
            raise ValueError(f"{command[0]} exited {done.returncode}: {done.stderr.strip()}")
        return time.monotonic() - began

    def cost(self, work):
        """The connections, processes and CPU seconds that `work` takes there, and its own answer."""
        logins, (started, cpu) = self.logins(), self.asked()
        answer = work()
        # The last of the session's processes end after the client has gone.
        time.sleep(0.3)
        now, after = self.asked()
        return self.logins() - logins, now - started - 1, after - cpu, answer

    def asked(self):
        self.inside.stdin.write("\n")
        self.inside.stdin.flush()
        number, cpu = self.inside.stdout.readline().split()
        return int(number), float(cpu)

    def logins(self):
        return (self.folder / "log").read_text().count("Accepted publickey")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Wire:
    """Two network namespaces with a delay between them, 30 ms each way.

    A thread hands the packets of one's interface to the other's, so that both ends are the kernel's
    own TCP. (Not every kernel has netem.)
    """

    def __init__(self):
        self.names = [f"whyslow-bench-{os.getpid()}-{end}" for end in ("near", "far")]
        self.files = []
        try:
            for number, name in enumerate(self.names):
                self.files.append(self.end(name, number))
        except (OSError, subprocess.CalledProcessError) as reason:
            self.cut()
            raise OSError(f"no network namespaces can be made, which takes root: {reason}") from None
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.carry, daemon=True)
        self.thread.start()

    @staticmethod
    def end(name, number):
        run = functools.partial(subprocess.run, check=True, capture_output=True)
        run(["ip", "netns", "add", name])
        tunnel = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        interface = f"wsb{os.getpid() % 100000}{number}"
        # TUNSETIFF with IFF_TUN | IFF_NO_PI, linux/if_tun.h.
        fcntl.ioctl(tunnel, 0x400454CA, struct.pack("16sH22x", interface.encode(), 0x1001))
        run(["ip", "link", "set", interface, "netns", name])
        run(["ip", "-n", name, "link", "set", "lo", "up"])
        run(["ip", "-n", name, "address", "add", f"10.99.0.{number + 1}/24", "dev", interface])
        run(["ip", "-n", name, "link", "set", interface, "up"])
        return tunnel

    def carry(self):
        due = collections.deque()
        while not self.stop.is_set():
            wait = max(0, due[0][0] - time.monotonic()) if due else 0.2
            for ready in select.select(self.files, [], [], wait)[0]:
                with contextlib.suppress(BlockingIOError):
                    other = self.files[1 - self.files.index(ready)]
                    due.append((time.monotonic() + DELAY, other, os.read(ready, 65536)))
            while due and due[0][0] <= time.monotonic():
                with contextlib.suppress(OSError):
                    os.write(*due.popleft()[1:])

    def cut(self):
        """Takes everything away again."""
        if hasattr(self, "thread"):
            self.stop.set()
            self.thread.join()
        for file in self.files:
            os.close(file)
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


def ssh(bench):
    """One login in place of one for each metric."""
    wire = Wire()
    try:
        with tempfile.TemporaryDirectory(prefix="whyslow-ssh.") as folder:
            target = Target(folder, wire)
            with target.served():
                beside_one_login_each(bench, target)
                far_away(bench, target)
    finally:
        wire.cut()


def look(bench, target, *names):
    """The seconds that it takes to look at the hosts of these names."""
    words = [word for name in names for word in ("-t", f"ssh:{name}")]
    command = [bench.program, "use", "--window", "1s", "--format", "json", *words]
    return target.run(names[0], command, allowed=(0, 1, 2))


def beside_one_login_each(bench, target):
    def old_way():
        return sum(target.run("lab", ["ssh", "lab", metric]) for metric in METRICS)

    look(bench, target, "lab")
    ours = [target.cost(lambda: look(bench, target, "lab")) for _ in range(7)]
    theirs = [target.cost(old_way) for _ in range(2)]
    connections, processes, cpu, wall = map(statistics.median, zip(*ours))
    old = list(map(statistics.median, zip(*theirs)))
    login = [target.cost(lambda: target.run("lab", ["ssh", "lab", "true"]))[2] for _ in range(5)]
    beside = f"one login for each of {len(METRICS)} metrics: "
    bench.figure(
        "ssh, wall beyond its window, first connection", wall - WINDOW, "s", 0.6,
        f"{wall:.2f} s in all; {beside}{old[3]:.1f} s")
    bench.figure("ssh, connections", connections, "", 1, f"{beside}{old[0]:.0f}")
    bench.figure(
        "ssh, processes started on the target", processes, "", 40,
        f"the server's own among them; {beside}{old[1]:.0f}")
    bench.figure(
        "ssh, CPU on the target", cpu, "s", 0.15,
        f"300 processes; {statistics.median(login):.3f} s of it are the login's; "
        f"{beside}{old[2]:.2f} s")
    ten = statistics.median(look(bench, target, *["lab"] * 10) for _ in range(3))
    bench.figure(
        "ssh, ten targets at once, wall beyond the window", ten - WINDOW, "s", 4.0,
        f"all ten are this machine, with {os.cpu_count()} processors")


def far_away(bench, target):
    """What a delay costs. Of a first connection that is beyond what it costs ssh itself, which waits
    for a dozen answers before it runs the first command; for two where it uses a connection again."""
    for name in ("lab-kept", "far-kept"):
        target.run(name, ["ssh", name, "true"], allowed=(0,))
    beyond = " beyond ssh's own"
    for kept, words in (("", "first connection"), ("-kept", "reused connection")):
        names = f"lab{kept}", f"far{kept}"
        rounds = [
            [look(bench, target, name) for name in names]
            + [target.run(name, ["ssh", name, "true"], allowed=(0,)) for name in names]
            for _ in range(5)
        ]
        near, far, near_ssh, far_ssh = map(statistics.median, zip(*rounds))
        bench.figure(
            f"ssh, 30 ms of delay each way{'' if kept else beyond}, {words}",
            far - near - (0 if kept else far_ssh - near_ssh), "s", 0.15 if kept else 0.4,
            f"{far:.2f} s against {near:.2f} s; `ssh HOST true`: {far_ssh:.2f} s against "
            f"{near_ssh:.2f} s")
