import os, select, signal, subprocess, sys

def output(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout

big = "x" * 1_000_000
assert output("cat", input=big) == big
assert output("sh", "-c", "sort | uniq -c | sort -rn | head -1", input="b\na\nb\n").split() == ["2", "b"]
assert output("sh", "-c", 'echo "$A $PWD"', env={"A": "b", "PATH": "/usr/bin"}, cwd="/tmp") == "b /tmp\n"
assert subprocess.run(["false"]).returncode == 1
assert subprocess.call("exit 3", shell=True) == 3
assert os.popen("echo popen").read() == "popen\n" and os.system("true") == 0
try:
    subprocess.run(["sleep", "60"], timeout=0.05)
    raise AssertionError("no timeout")
except subprocess.TimeoutExpired:
    pass
try:
    subprocess.run(["no-such-program"])
    raise AssertionError("found")
except FileNotFoundError:
    pass

group = subprocess.Popen("sleep 60 & sleep 60", shell=True, start_new_session=True)
assert os.getpgid(group.pid) == group.pid
os.killpg(group.pid, signal.SIGTERM)
assert group.wait(30) == -signal.SIGTERM

reader, writer = os.pipe()
child = subprocess.Popen([sys.executable, "-c", f"import os; os.write({writer}, b'inherited')"], pass_fds=[writer])
os.close(writer)
assert os.read(reader, 100) == b"inherited" and child.wait() == 0

assert os.waitpid(os.posix_spawn("/usr/bin/true", ["true"], {}), 0)[1] == 0
pid = os.fork()
if pid == 0:
    os._exit(7)
watched = os.pidfd_open(pid)
assert select.select([watched], [], [], 30)[0]
assert os.waitid(os.P_PIDFD, watched, os.WEXITED).si_status == 7

for _ in range(50):
    assert output("echo", "again") == "again\n"
print("done")
