import array, http.client, http.server, os, select, selectors, signal, socket, socketserver, struct, threading, time

for kind in [socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET]:
    left, right = socket.socketpair(socket.AF_UNIX, kind)
    left.settimeout(30), right.settimeout(30)
    left.sendall(b"hello")
    assert right.recv(10) == b"hello"
    reader, writer = os.pipe()
    socket.send_fds(left, [b"f"], [writer])
    passed = socket.recv_fds(right, 1, 1)[1][0]
    os.write(passed, b"passed")
    assert os.read(reader, 10) == b"passed"
    assert struct.unpack("3i", left.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0] == os.getpid()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200), self.send_header("Content-Length", "2"), self.end_headers()
        self.wfile.write(b"ok")
    def address_string(self): return "local"
    def log_message(self, *_): pass

class Client(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(address)

for address in ["/tmp/http.sock", "\0abstract"]:
    with socketserver.ThreadingUnixStreamServer(address, Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for _ in range(20):
            client = Client("local")
            client.request("GET", "/")
            assert client.getresponse().read() == b"ok"
            client.close()
        server.shutdown()

for selector in [selectors.EpollSelector, selectors.PollSelector, selectors.SelectSelector]:
    left, right = socket.socketpair()
    with selector() as waiting:
        waiting.register(right, selectors.EVENT_READ)
        assert waiting.select(0) == []
        left.send(b"x")
        assert len(waiting.select(30)) == 1

ticks = []
signal.signal(signal.SIGALRM, lambda *_: ticks.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
while len(ticks) < 3: signal.pause()
signal.setitimer(signal.ITIMER_REAL, 0)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
os.kill(os.getpid(), signal.SIGUSR2)
assert signal.sigtimedwait([signal.SIGUSR2], 30).si_signo == signal.SIGUSR2
print("done")
