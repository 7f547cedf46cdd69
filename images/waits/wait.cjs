// Loaded while Node.js starts, where the first process has set TOOLRUN_WAIT: says that Node.js is up, waits for
// the call, takes its variables and arguments over, and leaves nothing behind. What follows is Node.js's own.
'use strict';
const fs = require('fs');
const Module = require('module');

function told(descriptor) {
  fs.writeSync(descriptor, '+');
  const parts = [];
  const part = Buffer.alloc(65536);
  for (let length; (length = fs.readSync(descriptor, part)) > 0;) parts.push(Buffer.from(part.subarray(0, length)));
  fs.closeSync(descriptor);
  const elements = Buffer.concat(parts).toString().split('\0');
  if (elements.pop() !== 'G') throw new Error('cut off');
  return elements;
}

function take(element) {
  const text = element.slice(1);
  const equals = text.indexOf('=');
  if (element[0] === 'E') process.env[text.slice(0, equals)] = text.slice(equals + 1);
  else process.argv.push(text);
}

function leaveNothing() {
  delete require.cache[__filename];
  for (const path of Object.keys(Module._pathCache)) {
    if (Module._pathCache[path] === __filename) delete Module._pathCache[path];
  }
  Object.defineProperty(process, '_preload_modules', {value: []});
}

function wait() {
  const descriptor = Number(process.env.TOOLRUN_WAIT);
  delete process.env.TOOLRUN_WAIT;
  delete process.env.NODE_OPTIONS;
  try {
    told(descriptor).forEach(take);
  } catch {
    fs.writeSync(2, 'toolrun: the call did not reach the waiting interpreter\n');
    process.reallyExit(70); // a program must not run with half of what it was given
  }
}

leaveNothing();
// A Worker loads again what its parent has loaded before its program.
if (process.env.TOOLRUN_WAIT !== undefined) wait();
