const assert = require("assert"), cp = require("child_process"), { once } = require("events"), util = require("util");
const node = process.execPath;

if (process.argv[2] === "child") {
  process.on("message", m => { process.send(m * 2); process.disconnect(); });
} else (async () => {
  const forked = cp.fork(__filename, ["child"]);
  forked.send(21);
  assert.equal((await once(forked, "message"))[0], 42);
  assert.equal((await once(forked, "exit"))[0], 0);

  const cat = cp.spawn(node, ["-e", "process.stdin.pipe(process.stdout)"]);
  let bytes = 0;
  cat.stdout.on("data", d => bytes += d.length);
  cat.stdin.end("x".repeat(1000000));
  await once(cat, "close");
  assert.equal(bytes, 1000000);

  const sleeper = cp.spawn(node, ["-e", "setInterval(() => {}, 1000)"], { detached: true });
  await once(sleeper, "spawn");
  process.kill(-sleeper.pid, "SIGTERM");
  assert.equal((await once(sleeper, "exit"))[1], "SIGTERM");

  assert.equal(cp.spawnSync(node, ["-e", "process.exit(3)"]).status, 3);
  assert.equal((await util.promisify(cp.execFile)(node, ["-p", "'ü'"])).stdout, "ü\n");
  assert.equal(cp.spawnSync("no-such-program").error.code, "ENOENT");
  process.once("SIGUSR2", () => console.log("done"));
  process.kill(process.pid, "SIGUSR2");
  await new Promise(resolve => setTimeout(resolve, 50));
})();
