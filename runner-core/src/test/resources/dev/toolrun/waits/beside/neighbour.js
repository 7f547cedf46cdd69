module.exports = { where: __filename, fail() { throw new RangeError('from beside'); } };
