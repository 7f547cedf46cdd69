const fs = require('fs');
const whole = fs.readFileSync(0);
console.log(whole.length, require('crypto').createHash('sha256').update(whole).digest('hex'), process.stdin.isTTY);
