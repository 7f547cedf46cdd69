import { where } from './beside.mjs';
import { createRequire } from 'module';
console.log(import.meta.url, where, process.argv, createRequire(import.meta.url)('./data.json'));
console.log(await Promise.resolve('awaited'), typeof require, new Error('here').stack);
