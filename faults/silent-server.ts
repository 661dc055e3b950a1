import { createServer } from 'node:net';

let port: Promise<number> | undefined;

/** A server on this machine that takes connections and never answers. It keeps no process alive. */
function listen(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.unref();
      // The client gives up by closing the connection.
      socket.on('error', () => socket.destroy());
      socket.resume();
    });
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(address.port);
      server.unref();
    });
  });
}

/** The request, sent to where nobody answers: the client's own time limit ends it. */
export async function silentServer(request: unknown): Promise<unknown> {
  port ??= listen();
  const place = { protocol: 'http:', hostname: '127.0.0.1', port: await port };
  return typeof request === 'object' && request !== null
    ? Object.assign(Object.create(Object.getPrototypeOf(request)), request, place)
    : request;
}
