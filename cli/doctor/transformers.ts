import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../../config/load.ts';
import { usersOfBases } from '../../domain/base/named-bases.ts';
import { findBase } from '../base/deployed-bases.ts';
import { connect } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { ROOT } from '../root.ts';
import type { Settings } from '../settings/settings.ts';
import type { Finding } from './finding.ts';
import { trouble } from './trouble.ts';

/** What candidates of the transformer family need beside the rest; nothing where no workload has one. */
export async function transformers(settings: Settings): Promise<Finding[]> {
  let users: ReadonlyMap<string, readonly string[]>;
  try {
    users = usersOfBases((await loadConfiguration(settings.environment)).workloads);
  } catch (error) {
    return [trouble('configuration', error)];
  }
  if (users.size === 0) return [];
  const here = settings.environment === 'local' ? [pytorch()] : [];
  return [...here, ...(await bases(users, settings))];
}

function pytorch(): Finding {
  return existsSync(join(ROOT, '.venv-transformer', 'bin', 'python'))
    ? { name: 'pytorch', verdict: 'good', found: 'in .venv-transformer' }
    : { name: 'pytorch', verdict: 'bad', found: 'no .venv-transformer', next: 'Run `npm run setup:transformer`.' };
}

async function bases(users: ReadonlyMap<string, readonly string[]>, settings: Settings): Promise<Finding[]> {
  try {
    const connection = await connect(settings);
    const look = async ([base, workloads]: readonly [string, readonly string[]]): Promise<Finding> => {
      const name = `base ${base}`;
      const found = await findBase(connection, base);
      if (found !== undefined) return { name, verdict: 'good', found: found.source };
      const next = `Run \`${commandLine(`base add ${base} --from <source>`, settings.environment)}\`.`;
      return { name, verdict: 'bad', found: `missing; ${workloads.join(', ')} needs it`, next };
    };
    return await Promise.all([...users].map(look));
  } catch {
    // Why nothing can be asked is a finding of its own, `deployed`.
    return [...users.keys()].map((base) => ({ name: `base ${base}`, verdict: 'note', found: 'cannot be looked for' }));
  }
}
