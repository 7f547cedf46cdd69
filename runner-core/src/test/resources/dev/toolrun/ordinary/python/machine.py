import ctypes, getpass, hashlib, os, platform, random, resource, secrets, ssl, sys, sysconfig, time, uuid

assert os.cpu_count() >= 1 and os.sched_getaffinity(0) and platform.machine() and platform.libc_ver()[0] == "glibc"
assert getpass.getuser() == "tool" and os.path.expanduser("~") == "/workspace" and os.getloadavg()
os.sched_setaffinity(0, os.sched_getaffinity(0)), os.sched_yield(), os.nice(1)
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (soft // 2, hard))
assert resource.getrusage(resource.RUSAGE_SELF).ru_utime >= 0 and time.process_time() > 0 and time.thread_time() >= 0
assert len(os.urandom(16)) == 16 and secrets.token_hex() != secrets.token_hex() and uuid.uuid4() != uuid.uuid1()
assert random.Random(1).random() == 0.13436424411240122
for name in sorted(hashlib.algorithms_guaranteed - {"shake_128", "shake_256"}): hashlib.new(name, b"x").hexdigest()
assert hashlib.scrypt(b"p", salt=b"s", n=1024, r=8, p=1) and hashlib.pbkdf2_hmac("sha256", b"p", b"s", 1000)
assert ssl.create_default_context().get_ciphers()
double = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda n: 2 * n)
assert double(21) == 42 and ctypes.CDLL("libm.so.6").abs(-1) == 1
libc = ctypes.CDLL(None)
libc.getauxval(6), libc.sysconf(84), libc.get_nprocs()
assert sysconfig.get_paths()["stdlib"] == "/usr/lib/python3.11" and sys.getrecursionlimit() == 1000
start = time.monotonic()
time.sleep(0.01)
assert time.monotonic() - start >= 0.01 and time.clock_getres(time.CLOCK_MONOTONIC) < 0.01
print("done")
