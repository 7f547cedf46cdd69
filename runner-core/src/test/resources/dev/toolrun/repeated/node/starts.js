const assert = require("assert"), { spawnSync } = require("child_process");

const times = Number(process.argv[2]);
for (let n = 0; n < times; n++) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ["-e", `setImmediate(() => console.log(${n}))`], { encoding: "utf8" });
  assert.deepEqual({ n, status, signal, stdout, stderr }, { n, status: 0, signal: null, stdout: n + "\n", stderr: "" });
}
console.log(times, "started");
