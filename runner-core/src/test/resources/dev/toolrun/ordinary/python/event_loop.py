import asyncio, os, signal, socket

async def echo(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()

async def ask(n):
    reader, writer = await asyncio.open_unix_connection("/tmp/echo.sock")
    writer.write(b"%d\n" % n)
    answer = int(await reader.readline())
    writer.close()
    return answer

async def main():
    server = await asyncio.start_unix_server(echo, "/tmp/echo.sock")
    assert await asyncio.gather(*(ask(n) for n in range(50))) == list(range(50))
    server.close()

    process = await asyncio.create_subprocess_exec("tr", "a-z", "A-Z", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    assert (await process.communicate(b"loud"))[0] == b"LOUD"
    shell = await asyncio.create_subprocess_shell("exit 4")
    assert await shell.wait() == 4

    assert await asyncio.to_thread(sum, range(100)) == 4950
    try:
        await asyncio.wait_for(asyncio.sleep(60), 0.01)
        raise AssertionError("no timeout")
    except asyncio.TimeoutError:
        pass
    got = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, got.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await asyncio.wait_for(got.wait(), 30)
    async with asyncio.TaskGroup() as group:
        queue = asyncio.Queue(2)
        group.create_task(produce(queue))
        assert [await queue.get() for _ in range(20)] == list(range(20))
    left, right = socket.socketpair()
    left.setblocking(False), right.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(left, b"pair")
    assert await loop.sock_recv(right, 10) == b"pair"

async def produce(queue):
    for n in range(20): await queue.put(n)

asyncio.run(main())
print("done")
