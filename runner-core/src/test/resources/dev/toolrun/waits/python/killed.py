import os, signal, time

print("before", flush=True)
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(60)
