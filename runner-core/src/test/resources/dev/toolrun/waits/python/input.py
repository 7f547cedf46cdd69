import hashlib, os, sys

print(os.fstat(0).st_size, os.lseek(0, 0, os.SEEK_CUR), sys.stdin.isatty(), sys.stdin.fileno())
print(sys.stdin.buffer.read(10))
rest = sys.stdin.buffer.read()
print(len(rest), hashlib.sha256(rest).hexdigest(), sys.stdin.buffer.read())
os.lseek(0, 0, os.SEEK_SET)
print(hashlib.sha256(os.read(0, 1 << 24)).hexdigest())
