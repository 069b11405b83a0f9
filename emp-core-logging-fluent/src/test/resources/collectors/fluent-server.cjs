// Prints each entry that FluentServer receives as one line of JSON.
//
//   node fluent-server.cjs <directory in which @fluent-org/logger is installed> <port> <options>
//
// The options are a JSON object: "security" as FluentServer has it, and "tls" with the paths of PEM
// files: "key", "cert", and "ca" where clients must have a certificate.
'use strict';

const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');

const STDOUT = 1;
const [directory, port, json] = process.argv.slice(2);
const options = JSON.parse(json);
const { FluentServer } = createRequire(path.join(directory, 'index.js'))('@fluent-org/logger');

const tlsOptions = options.tls && {
  key: fs.readFileSync(options.tls.key),
  cert: fs.readFileSync(options.tls.cert),
  ...(options.tls.ca && {
    ca: fs.readFileSync(options.tls.ca),
    requestCert: true,
    rejectUnauthorized: true,
  }),
};
const server = new FluentServer({
  listenOptions: { host: '127.0.0.1', port: Number(port) },
  security: options.security,
  tlsOptions,
});

// Nobody in the package hears of an error of a connection it is done with, as when the peer resets it
// while an acknowledgement is being written; Node ends a process for that.
for (const event of ['connection', 'secureConnection']) {
  server.server.on(event, (socket) => socket.on('error', () => {}));
}

// The package acknowledges a chunk and then emits its entries, all in one turn of the event loop,
// and a write to a file descriptor ends before the turn does: a signal comes before all of it or
// after. What is written to process.stdout may be lost when the process exits.
server.on('entry', (tag, time, record) => {
  const entry = { tag, seconds: time.epoch, nanos: time.nano, record };
  const line = Buffer.from(JSON.stringify(entry) + '\n');
  for (let written = 0; written < line.length; ) {
    written += fs.writeSync(STDOUT, line, written);
  }
});
process.on('SIGTERM', () => process.exit(0));

// The test that started this has ended.
process.stdin.on('end', () => process.exit(0)).resume();

server.listen();
