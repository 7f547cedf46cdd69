import sys

sys.stdin.reconfigure(errors="surrogateescape")
print(ascii(sys.stdin.readline()), sum(len(line) for line in sys.stdin), sys.stdin.read())
