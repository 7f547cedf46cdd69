let length = 0;
process.stdin.on('data', part => { length += part.length; }).on('end', () => console.log(length));
