import concurrent.futures, multiprocessing, os
from multiprocessing import shared_memory

def square(n):
    return n * n

def fill(name, lock, total):
    memory = shared_memory.SharedMemory(name)
    memory.buf[0] += 1
    memory.close()
    with lock: total.value += 1

def answer(connection, queue):
    connection.send(os.getpid())
    queue.put(connection.recv())

def main():
    for method in ["fork", "spawn", "forkserver"]:
        context = multiprocessing.get_context(method)
        with context.Pool(3) as pool:
            assert pool.map(square, range(100)) == [n * n for n in range(100)], method
        here, there = context.Pipe()
        queue = context.Queue()
        process = context.Process(target=answer, args=(there, queue))
        process.start()
        assert here.recv() == process.pid
        here.send([method])
        assert queue.get(timeout=60) == [method]
        process.join()
        assert process.exitcode == 0
        memory, lock, total = shared_memory.SharedMemory(create=True, size=4096), context.Lock(), context.Value("i", 0)
        one = context.Process(target=fill, args=(memory.name, lock, total))
        one.start()
        one.join()
        assert memory.buf[0] == 1 and total.value == 1, method
        memory.close()
        memory.unlink()
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        assert list(pool.map(square, range(10))) == [n * n for n in range(10)]
    with multiprocessing.Manager() as manager:
        shared = manager.dict(a=1)
        shared["b"] = 2
        assert dict(shared) == {"a": 1, "b": 2}
    for semaphore in [multiprocessing.Semaphore(2), multiprocessing.BoundedSemaphore(1), multiprocessing.RLock()]:
        assert semaphore.acquire(timeout=30)
        semaphore.release()

if __name__ == "__main__":
    main()
    print("done")
