import ctypes, os, subprocess, sys

print(os.environ, sorted(os.environb.items()))
print(subprocess.run(["env"], capture_output=True, text=True).stdout)
print(subprocess.run([sys.executable, "-c", "import os; print(os.environ)"], capture_output=True, text=True).stdout)
getenv = ctypes.CDLL(None).getenv
getenv.restype = ctypes.c_char_p
for name in "HOME", "TOOLRUN_USER", "TOOLRUN_WAIT", "TOOLRUN_SESSION":
    print(name, getenv(name.encode()), os.environ.get(name))
assert "TOOLRUN_WAIT" not in os.environ
