# What attacks have in common. A program puts what it has seen into `seen`; refusals are named by their errno.
import ctypes, errno, json, os, signal, stat, struct, sys

seen = {}
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p

def attempt(action):
    """The name of the errno, or 'done'."""
    try:
        action()
        return 'done'
    except OSError as e:
        return errno.errorcode[e.errno]

def attempt_open(path, flags=os.O_RDONLY):
    return attempt(lambda: os.close(os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)))

def attempt_write(path, text):
    """Opens a file that is there, and writes to it."""
    def write():
        fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)
    return attempt(write)

def contents(path):
    try:
        with open(path, 'rb') as f:
            return f.read(65536).decode('latin-1')
    except OSError as e:
        return errno.errorcode[e.errno]

# of x86-64; on another machine every attack that uses them fails
NUMBERS = dict(
    acct=163, add_key=248, adjtimex=159, bpf=321, capset=126, chroot=161, clock_adjtime=305, clock_settime=227, clone=56,
    clone3=435, delete_module=176, execveat=322, fanotify_init=300, finit_module=313, fsconfig=431, fsmount=432, fsopen=430,
    fspick=433, get_mempolicy=239, init_module=175, io_uring_setup=425, ioctl=16, ioperm=173, iopl=172, ioprio_set=251,
    kcmp=312, kexec_file_load=320, kexec_load=246, keyctl=250, kill=62, lookup_dcookie=212, mbind=237, memfd_create=319,
    migrate_pages=256, modify_ldt=154, mount=165, mount_setattr=442, move_mount=429, mmap=9, move_pages=279, mq_open=240,
    msgget=68, name_to_handle_at=303, open_by_handle_at=304, open_tree=428, perf_event_open=298, personality=135,
    pidfd_getfd=438, pidfd_open=434, pidfd_send_signal=424, pivot_root=155, prctl=157, prlimit64=302, process_madvise=440,
    process_mrelease=448, process_vm_readv=310, process_vm_writev=311, ptrace=101, quotactl=179, quotactl_fd=443,
    reboot=169, request_key=249, rt_sigqueueinfo=129, sched_setaffinity=203, sched_setattr=314, sched_setparam=142,
    sched_setscheduler=144, seccomp=317, semget=64, set_mempolicy=238, setdomainname=171, setfsgid=123, setfsuid=122,
    setgid=106, setgroups=116, sethostname=170, setns=308, setpriority=141, setregid=114, setresgid=119, setresuid=117,
    setreuid=113, setrlimit=160, settimeofday=164, setuid=105, shmget=29, swapoff=168, swapon=167, sync=162, syslog=103,
    tgkill=234, tkill=200, umount2=166, unshare=272, userfaultfd=323, vhangup=153, vmsplice=278)

def syscall(name, *arguments):
    """The name of the errno, or 'done'."""
    assert os.uname().machine == 'x86_64', 'system calls are tried by their numbers on x86-64'
    ctypes.set_errno(0)
    words = [a if isinstance(a, (bytes, ctypes.Array)) else ctypes.c_long(a) for a in arguments]
    words += [ctypes.c_long(0)] * (6 - len(words))
    result = libc.syscall(ctypes.c_long(NUMBERS[name]), *words)
    return 'done' if result != -1 else errno.errorcode[ctypes.get_errno()]

def in_child(action):
    """How a child ends that does this: the signal that ended it as a negative number, or its exit status."""
    pid = os.fork()
    if pid == 0:
        try:
            action()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

