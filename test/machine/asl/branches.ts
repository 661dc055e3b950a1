import type { Json } from './json.ts';
import type { Scope } from './scope.ts';

/**
 * Runs branches beside each other, `limit` at a time (0 for all at once), and gives their results in order. The first
 * that fails ends the others.
 */
export async function runBranches(
  count: number,
  limit: number,
  scope: Scope,
  run: (branch: number, scope: Scope) => Promise<Json>,
): Promise<Json[]> {
  const own = scope.child();
  const results: Json[] = new Array(count).fill(null);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const branch = next;
      next += 1;
      results[branch] = await run(branch, own);
    }
  };
  const workers = Array.from({ length: limit === 0 ? count : Math.min(limit, count) }, worker);
  try {
    await scope.follow(Promise.all(workers));
    own.finish();
    return results;
  } catch (thrown) {
    own.abandon('stopped');
    throw thrown;
  }
}
