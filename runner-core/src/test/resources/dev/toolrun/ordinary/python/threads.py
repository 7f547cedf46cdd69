import concurrent.futures, queue, signal, threading, time

counter, lock = 0, threading.Lock()

def count():
    global counter
    for _ in range(1000):
        with lock:
            counter += 1

threads = [threading.Thread(target=count) for _ in range(30)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert counter == 30000

with concurrent.futures.ThreadPoolExecutor(16) as pool:
    assert sum(pool.map(lambda n: n * n, range(1000))) == sum(n * n for n in range(1000))

work, done = queue.Queue(4), queue.SimpleQueue()
def serve():
    while (item := work.get()) is not None: done.put(item + 1)
servers = [threading.Thread(target=serve, daemon=True) for _ in range(4)]
for server in servers: server.start()
for n in range(200): work.put(n)
for _ in servers: work.put(None)
for server in servers: server.join()
assert sorted(done.get() for _ in range(200)) == list(range(1, 201))

barrier, event, condition = threading.Barrier(5), threading.Event(), threading.Condition()
assert not event.wait(0.01)
waiting = [threading.Thread(target=barrier.wait) for _ in range(4)]
for thread in waiting: thread.start()
barrier.wait()
for thread in waiting: thread.join()
timer = threading.Timer(0.01, event.set)
timer.start()
assert event.wait(30)

threading.stack_size(256 * 1024)
deep = threading.Thread(target=lambda: time.sleep(0.01))
deep.start()
seen = []
signal.signal(signal.SIGUSR1, lambda *_: seen.append(1))
signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)
deep.join()
assert seen and threading.get_native_id() > 1
print("done")
