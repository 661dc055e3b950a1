import { PlatformError } from '../../domain/errors.ts';
import { log, whereFrom } from './server/log.ts';
import { runServer } from './server/run.ts';
import { readSettings } from './server/settings.ts';

/** Entry of the inference container. SageMaker starts it with the argument `serve`. */
const command = process.argv[2] ?? 'serve';
try {
  if (command !== 'serve') throw new PlatformError('USAGE', `Unknown argument ${command}; the only one is serve`);
  await runServer(readSettings(process.env), new URL('./worker.mjs', import.meta.url));
} catch (error) {
  const known = error instanceof PlatformError;
  if (!known) log('error', 'The server failed', whereFrom(error));
  process.stderr.write(`${known ? `${error.code}: ${error.message}` : 'UNEXPECTED: the server failed'}\n`);
  process.exitCode = 1;
}
