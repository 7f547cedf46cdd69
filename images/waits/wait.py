"""Run while Python starts, where the first process has set TOOLRUN_WAIT: says that Python is up, waits for
the call, takes its variables and arguments over, and leaves nothing behind. What follows is Python's own."""

import os
import site
import sys


def told(descriptor):
    os.write(descriptor, b"+")
    parts = []
    while part := os.read(descriptor, 65536):
        parts.append(part)
    os.close(descriptor)
    *elements, end = b"".join(parts).split(b"\0")
    if end != b"G":
        raise EOFError
    return elements


def take(element):
    kind, text = element[:1], element[1:]
    if kind == b"E":
        name, _, value = text.partition(b"=")
        os.environb[name] = value
    else:
        sys.argv.append(os.fsdecode(text))
        sys.orig_argv.append(os.fsdecode(text))


def has_own_site_now():
    """Python has looked for the user's own modules before it came here, and does not look again."""
    return site.ENABLE_USER_SITE and site.USER_SITE not in sys.path and os.path.isdir(site.USER_SITE)


def forget_what_was_not_there():
    """The call's files have come since."""
    for path, finder in list(sys.path_importer_cache.items()):
        if finder is None:
            del sys.path_importer_cache[path]
        else:
            finder.invalidate_caches()


try:
    for element in told(int(os.environ.pop("TOOLRUN_WAIT"))):
        take(element)
    if has_own_site_now():
        os.execv("/proc/self/exe", sys.orig_argv)
    forget_what_was_not_there()
except BaseException:
    os.write(2, b"toolrun: the call did not reach the waiting interpreter\n")
    os._exit(70)  # a program must not run with half of what it was given
