process.nextTick(() => console.log('tick'));
queueMicrotask(() => console.log('microtask'));
process.on('SIGUSR2', () => { console.log('signal'); clearInterval(alive); });
const alive = setInterval(() => {}, 1000);
setImmediate(() => {
  console.log('immediate');
  setTimeout(() => { console.log('timeout'); process.kill(process.pid, 'SIGUSR2'); }, 1);
});
