import { once } from 'node:events';
import type { Server } from 'node:http';
import { notReady } from './answer.ts';
import { createHttpServer } from './http-server.ts';
import { log } from './log.ts';
import type { Settings } from './settings.ts';
import { WorkerPool } from './worker-pool.ts';

/**
 * Serves until SIGTERM or SIGINT, then answers what was accepted and returns. Throws when the port is taken or the model
 * cannot be loaded; nothing was ready then.
 */
export async function runServer(settings: Settings, workerUrl: URL): Promise<void> {
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  let pool: WorkerPool | undefined;
  let ready = false;
  const server = createHttpServer(
    {
      isReady: () => ready && pool?.isAlive === true,
      answer: async (body) => pool?.answer(body) ?? notReady(),
    },
    settings.maxBodyBytes,
  );
  server.listen(settings.port);
  await once(server, 'listening');
  try {
    pool = await WorkerPool.start({
      workerUrl,
      workers: settings.workers,
      maxQueue: settings.maxQueue,
      settings: settings.worker,
    });
    ready = true;
    log('info', 'Ready', {
      address: server.address(),
      workers: settings.workers,
      modelPackage: settings.worker.modelPackage,
    });
    const signal = await stopped;
    ready = false;
    log('info', 'Draining', { signal });
  } finally {
    await closeWithin(server, settings.drainSeconds);
  }
  await pool.end();
  log('info', 'Stopped');
}

/** Stops listening and waits for open requests; breaks what is still open after the limit. */
async function closeWithin(server: Server, seconds: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const limit = setTimeout(() => {
    log('warn', 'Requests were still open at the end of the drain and are broken off');
    server.closeAllConnections();
  }, seconds * 1000);
  await closed;
  clearTimeout(limit);
}
