import atexit, sys

atexit.register(print, "at exit")
sys.exit(7)
