import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Binds the file of hosts over `/etc/hosts`, in a mount namespace of its own, then becomes the command. */
const WITH_HOSTS = 'mount --bind "$0" /etc/hosts && exec "$@"';

/** The machine cannot give the containers of a job names under which they find each other. */
export class PeersUnreachable extends Error {
  constructor(names: readonly string[]) {
    super(
      `the hosts ${names.join(', ')} have no address on this machine, and it has no user namespaces (unshare -Urm) to ` +
        `give them one: add the line "127.0.0.1 ${names.join(' ')}" to /etc/hosts`,
    );
    this.name = 'PeersUnreachable';
  }
}

/**
 * A command line whose process finds the hosts by their names, as containers on one network do: here they all are
 * this machine.
 * @throws PeersUnreachable
 */
export async function amongPeers(
  line: readonly string[],
  names: readonly string[],
  mlDirectory: string,
): Promise<readonly string[]> {
  if ((await Promise.all(names.map(isHere))).every(Boolean)) return line;
  try {
    await run('unshare', ['-Urm', '/bin/sh', '-c', WITH_HOSTS, '/etc/hosts', 'true']);
  } catch {
    throw new PeersUnreachable(names);
  }
  const file = join(mlDirectory, '../hosts');
  await writeFile(file, `${await readFile('/etc/hosts', 'utf8')}\n127.0.0.1 ${names.join(' ')}\n`);
  return ['unshare', '-Urm', '/bin/sh', '-c', WITH_HOSTS, file, ...line];
}

const isHere = async (name: string): Promise<boolean> =>
  lookup(name).then(
    ({ address }) => address.startsWith('127.') || address === '::1',
    () => false,
  );
