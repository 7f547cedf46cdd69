const { Worker, isMainThread, parentPort } = require('worker_threads');
const { fork } = require('child_process');
const about = () => [process.argv, process.execArgv, process.env.NODE_OPTIONS, process.env.TOOLRUN_WAIT,
  process.env.TOOLRUN_USER, Object.keys(require.cache), process._preload_modules, module.children.length];
if (!isMainThread) {
  parentPort.postMessage(about());
} else if (process.send) {
  process.send(about(), () => process.disconnect());
} else {
  new Worker(__filename).once('message', seen => {
    console.log('worker', seen);
    fork(__filename, ['forked']).once('message', fromChild => console.log('child', fromChild));
  });
}
