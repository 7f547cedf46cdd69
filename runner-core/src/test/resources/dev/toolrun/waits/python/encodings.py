import locale, os, sys, time

print(sys.stdin.encoding, sys.stdout.encoding, sys.stderr.errors, sys.getfilesystemencoding(), sys.flags.utf8_mode)
print(locale.getpreferredencoding(), locale.setlocale(locale.LC_ALL), locale.setlocale(locale.LC_ALL, ""))
print("ü € 日本 😀", os.fsencode("ü"), time.tzname, sys.stdout.line_buffering, sys.stdout.write_through)
