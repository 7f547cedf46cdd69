const fs = require('fs');
const kinds = [];
for (const descriptor of fs.readdirSync('/proc/self/fd')) {
  try {
    kinds.push(fs.readlinkSync('/proc/self/fd/' + descriptor).replace(/\d+/g, 'N'));
  } catch {} // that of the directory itself
}
console.log(kinds.sort(), fs.readdirSync('/workspace'), fs.readdirSync('/workspace/out'));
