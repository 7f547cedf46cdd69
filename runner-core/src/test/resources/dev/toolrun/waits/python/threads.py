import asyncio, concurrent.futures, subprocess, sys, threading


async def both():
    process = await asyncio.create_subprocess_exec("echo", "hello", stdout=subprocess.PIPE)
    return (await process.communicate())[0], await asyncio.to_thread(sum, range(10))


with concurrent.futures.ThreadPoolExecutor(8) as threads:
    print(sum(threads.map(abs, range(-100, 0))), threading.main_thread() is threading.current_thread())
print(asyncio.run(both()), subprocess.run("exit 3", shell=True).returncode)
print(subprocess.run([sys.executable, "-c", "import sys; print(sys.argv)"], capture_output=True))
threading.Thread(target=lambda: 1 / 0, name="worker").start()
