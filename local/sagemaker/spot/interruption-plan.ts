import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Random, seededRandom } from '../../../domain/gate/random.ts';
import { type Interruption, interruptionSchema } from './interruption.ts';

/** When spot jobs are interrupted without anybody asking. Seconds are those that a job spent in `Training`. */
export const interruptionPlanSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('schedule'),
    /** Each job is interrupted after so many seconds of training, over all of its attempts. */
    afterSeconds: z.array(z.number().positive()).min(1),
    interruption: interruptionSchema.prefault({}),
  }),
  z.strictObject({
    kind: z.literal('random'),
    /** Interruptions per hour of training. */
    perHour: z.number().positive().max(36_000),
    /** The same seed interrupts a job of the same name at the same moments. */
    seed: z.int(),
    awaySeconds: interruptionSchema.shape.awaySeconds,
  }),
]);

export type InterruptionPlan = z.infer<typeof interruptionPlanSchema>;
export type InterruptionPlanInput = z.input<typeof interruptionPlanSchema>;

export interface PlannedInterruption {
  /** On the job's clock of training. */
  readonly atSeconds: number;
  readonly interruption: Interruption;
}

/** The first interruption that a job meets after so many seconds of training; undefined when there is none. */
export function nextInterruption(
  plan: InterruptionPlan,
  jobName: string,
  trainedSeconds: number,
): PlannedInterruption | undefined {
  switch (plan.kind) {
    case 'none':
      return undefined;
    case 'schedule': {
      const { afterSeconds, interruption } = plan;
      const atSeconds = afterSeconds.toSorted((a, b) => a - b).find((seconds) => seconds > trainedSeconds);
      return atSeconds === undefined ? undefined : { atSeconds, interruption };
    }
    case 'random': {
      const random = seededRandom(seedOf(plan.seed, jobName));
      let next = drawn(random, 0, plan);
      while (next.atSeconds <= trainedSeconds) next = drawn(random, next.atSeconds, plan);
      return next;
    }
  }
}

/** The most checkpoint files that a cut-off upload still brings to S3. */
const FEW_FILES = 4;

/** A Poisson process: times between interruptions are exponential. Half of them come without notice. */
function drawn(
  random: Random,
  fromSeconds: number,
  { perHour, awaySeconds }: Extract<InterruptionPlan, { kind: 'random' }>,
): PlannedInterruption {
  const atSeconds = fromSeconds - Math.log(1 - random()) * (3600 / perHour);
  const notice = random() < 0.5;
  const lastUploadFiles = Math.floor(random() * FEW_FILES);
  return {
    atSeconds,
    interruption: notice ? { notice, awaySeconds } : { notice, awaySeconds, lastUploadFiles },
  };
}

const seedOf = (seed: number, jobName: string): number =>
  createHash('sha256').update(`${seed}/${jobName}`).digest().readUInt32BE(0);
