import builtins, gc, os, resource, signal, sys, threading

print(sys.argv, sys.orig_argv, sys.path, sys.flags, sys.executable, sys.prefix)
print(__name__, __file__, sorted(globals()), __builtins__ is builtins, __spec__)
print(sorted(sys.modules))
print(len(sys.path_hooks), sys.meta_path, sorted(sys.path_importer_cache), sys.warnoptions)
print(sys.excepthook is sys.__excepthook__, sys.gettrace(), sys.getprofile(), gc.isenabled(), gc.get_threshold())
print(os.getcwd(), os.getsid(0) == os.getpid(), os.getppid(), os.getpgid(0) == os.getpid(), oct(os.umask(0)))
print([signal.getsignal(number) for number in sorted(signal.valid_signals())])
print(signal.pthread_sigmask(signal.SIG_BLOCK, []), threading.active_count(), threading.current_thread().name)
print([resource.getrlimit(which) for which in range(16)])
print(open("/proc/self/oom_score_adj").read(), len(os.listdir("/proc/self/task")))
print([line for line in open("/proc/self/status") if line.startswith(("Cap", "Seccomp", "NoNewPrivs", "SigB", "SigI", "SigC"))])
