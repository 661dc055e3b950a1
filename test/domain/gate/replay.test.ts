import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../domain/gate/decide.ts';
import { seededRandom } from '../../../domain/gate/random.ts';
import { caseOf, gateOf, simulated } from './gate-fixture.ts';

const HASHES = { dataset: 'd', configuration: 'c', evaluation: 'e' };
const REPLAYS = 500;

interface Replay {
  readonly promoted: number;
  readonly suspended: number;
}

/** Decides about many pairs of models, each on rows of its own. */
function replay(rows: number, challenger: number, champion: number, seed: number): Replay {
  const random = seededRandom(seed);
  let promoted = 0;
  let suspended = 0;
  for (let run = 0; run < REPLAYS; run += 1) {
    const { report, paired } = caseOf({
      test: simulated(rows, challenger, champion, random),
      ownRows: simulated(rows, challenger, champion, random),
      newRows: simulated(60, challenger, champion, random),
    });
    const decision = decide(report, paired, gateOf({ bootstrapSamples: 200, seed: run }), HASHES, new Date(0));
    if (decision.verdict === 'promote') promoted += 1;
    if (decision.suspendUploads) suspended += 1;
  }
  return { promoted: promoted / REPLAYS, suspended: suspended / REPLAYS };
}

describe('the gate over many runs', () => {
  it.each([
    [60, 0.8],
    [200, 0.8],
    [400, 0.65],
  ])('promotes in at most 5 %% of runs on %d rows when nothing changed', (rows, quality) => {
    const { promoted, suspended } = replay(rows, quality, quality, 7);

    expect(promoted).toBeLessThanOrEqual(0.05);
    expect(suspended).toBeLessThanOrEqual(0.1);
  });

  it('is not promoting at random: a real gain is found and a real loss never passes', () => {
    expect(replay(400, 0.9, 0.78, 11).promoted).toBeGreaterThan(0.9);
    expect(replay(400, 0.7, 0.8, 13).promoted).toBe(0);
  });
});
