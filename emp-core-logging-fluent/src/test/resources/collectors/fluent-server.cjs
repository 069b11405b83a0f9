// Prints each entry that FluentServer receives as one line of JSON.
//
//   node fluent-server.cjs <directory in which @fluent-org/logger is installed> <port>
'use strict';

const { createRequire } = require('node:module');
const path = require('node:path');

const [directory, port] = process.argv.slice(2);
const { FluentServer } = createRequire(path.join(directory, 'index.js'))('@fluent-org/logger');

const server = new FluentServer({ listenOptions: { host: '127.0.0.1', port: Number(port) } });

// The package acknowledges a chunk and then emits its entries, all in one turn of the event loop:
// a signal comes before both or after both.
server.on('entry', (tag, time, record) => {
  const line = JSON.stringify({ tag, seconds: time.epoch, nanos: time.nano, record });
  process.stdout.write(line + '\n');
});
process.on('SIGTERM', () => process.exit(0));

// The test that started this has ended.
process.stdin.on('end', () => process.exit(0)).resume();

server.listen();
