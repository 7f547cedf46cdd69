import subprocess, sys

times = int(sys.argv[1])
for n in range(times):
    program = f"import threading, json; t = threading.Thread(target=print, args=({n},)); t.start(); t.join()"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (result.returncode, result.stdout, result.stderr) == (0, f"{n}\n", ""), (n, result)
print(times, "started")
