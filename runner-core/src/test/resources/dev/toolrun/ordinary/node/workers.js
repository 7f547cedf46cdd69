const assert = require("assert");
const { Worker, isMainThread, workerData, parentPort, MessageChannel } = require("worker_threads");

if (!isMainThread) {
  const counter = new Int32Array(workerData.shared);
  for (let i = 0; i < 10000; i++) Atomics.add(counter, 0, 1);
  Atomics.notify(counter, 1);
  workerData.port.postMessage({ id: workerData.id, bytes: new Uint8Array(1000).fill(workerData.id) });
  parentPort.postMessage("end");
} else {
  const shared = new SharedArrayBuffer(8);
  const answers = [1, 2, 3, 4].map(id => new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(__filename, { workerData: { id, shared, port: port2 }, transferList: [port2] });
    port1.once("message", answer => { port1.close(); resolve(answer); });
    worker.on("error", reject);
  }));
  Promise.all(answers).then(async all => {
    assert.deepEqual(all.map(a => a.bytes[999]), [1, 2, 3, 4]);
    const counter = new Int32Array(shared);
    while (Atomics.load(counter, 0) < 40000) await new Promise(setImmediate);
    assert.equal(Atomics.wait(counter, 1, 0, 10), "timed-out");
    const endless = new Worker("for (;;);", { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } });
    await new Promise(resolve => endless.on("online", resolve));
    assert.equal(await endless.terminate(), 1);
    console.log("done");
  });
}
