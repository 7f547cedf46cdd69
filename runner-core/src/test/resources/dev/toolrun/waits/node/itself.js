const Module = require('module');
console.log(process.argv, process.execArgv, process.execPath, process.cwd(), process.umask().toString(8));
console.log(__filename, module.id, module.parent, module.children, module.paths, require.main === module, require('os').constants.signals.SIGTERM);
console.log(Object.keys(require.cache), Object.values(Module._pathCache), process._preload_modules);
console.log(process.listenerCount('exit'), process.eventNames(), process.exitCode, Object.keys(globalThis), this === exports);
console.log(new Error('here').stack);
console.log(process.getActiveResourcesInfo(), process.allowedNodeEnvironmentFlags.has('--require'), process.ppid);
