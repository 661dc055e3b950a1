import { percentileMs } from '../../../domain/evaluate/latency.ts';
import type { EvaluationReport } from '../../../domain/evaluate/report.ts';
import type { EvaluatedModel } from './model.ts';

const WARM_UP = 20;
const SAMPLES = 200;

/**
 * Single-text latency of challenger and champion, measured alternately in this process so that whatever else the
 * machine does hits both alike; who goes first changes with each text.
 */
export async function measureLatency(
  texts: readonly string[],
  challenger: EvaluatedModel,
  champion: EvaluatedModel | undefined,
): Promise<EvaluationReport['latency']> {
  const challengerMs: number[] = [];
  const championMs: number[] = [];
  for (let sample = -WARM_UP; sample < SAMPLES; sample += 1) {
    const text = texts[(sample + WARM_UP) % texts.length] ?? '';
    const turns = [
      { model: challenger, samplesMs: challengerMs },
      { model: champion, samplesMs: championMs },
    ];
    for (const { model, samplesMs } of sample % 2 === 0 ? turns : turns.reverse()) {
      if (model === undefined) continue;
      const startedAt = performance.now();
      await model.probabilities([text]);
      if (sample >= 0) samplesMs.push(performance.now() - startedAt);
    }
  }
  return {
    samples: SAMPLES,
    challengerP50Ms: percentileMs(challengerMs, 0.5),
    challengerP99Ms: percentileMs(challengerMs, 0.99),
    ...(champion && { championP50Ms: percentileMs(championMs, 0.5), championP99Ms: percentileMs(championMs, 0.99) }),
  };
}
