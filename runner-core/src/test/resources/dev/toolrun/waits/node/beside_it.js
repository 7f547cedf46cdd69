console.log(require('./neighbour.js').where, require('./data.json'), require('fs').readFileSync('data.txt', 'utf8'));
import('./beside.mjs').then(module => console.log(module.where));
