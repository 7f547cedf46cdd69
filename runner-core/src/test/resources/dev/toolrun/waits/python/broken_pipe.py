import os, signal

print(signal.getsignal(signal.SIGPIPE))
reading, writing = os.pipe()
os.close(reading)
os.write(writing, b"x")
