import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { FAULTS, type Pass } from '../../domain/faults/fault.ts';
import { renewFunction } from '../loop/world/functions.ts';
import { approveInRegistry } from '../loop/world/packages.ts';
import { WORKLOAD, type World } from '../loop/world/world.ts';
import { endsRuntime } from './runtime-kills.ts';
import { differences } from './site/end-state.ts';
import { type Inventory, takeInventory } from './site/inventory.ts';
import type { Prober } from './site/prober.ts';
import type { Site, Upload } from './site/site.ts';
import { companions, prepareVariant, VARIANTS, type Variant } from './site/variant.ts';

const faultedSchema = z.strictObject({
  point: z.string(),
  fault: z.enum(FAULTS),
  /** Which pass of the run through the point it is, counted from 0. */
  skip: z.int().min(0),
  /** The way that the run takes past the point. */
  variant: z.enum(VARIANTS),
});
export type Faulted = z.infer<typeof faultedSchema>;

export const walkedPointSchema = faultedSchema.extend({
  /** `unreached`: the run never passed the point. */
  result: z.enum(['survived', 'unreached', 'lost']),
  /** What is otherwise than after a run without a fault. */
  differences: z.array(z.string()),
  /** What somebody had to do, in commands. */
  steps: z.array(z.string()),
  /** From the fault to the end state; null when none struck. */
  recoverySeconds: z.number().nullable(),
  totalSeconds: z.number(),
});
export type WalkedPoint = z.infer<typeof walkedPointSchema>;

type Armed = Pick<Faulted, 'point' | 'fault' | 'skip'>;
export type WalkedRun = Omit<WalkedPoint, keyof Faulted | 'result'> & {
  readonly struckAt: number | undefined;
  readonly passes: readonly Pass[];
};

const POLL_MS = 400;
/** Longest time from one change to the next: the longest wait in it is for a function that hangs until its limit. */
const PATIENCE_SECONDS = 150;
/** Somebody asks for a run when nothing has come of an upload for so long. */
const IMPATIENCE_SECONDS = 45;

/** One run with one fault, with all that retries and people do about it, to the end state. */
export async function walkPoint(site: Site, prober: Prober, faulted: Faulted): Promise<WalkedPoint> {
  const { point, fault, skip, variant } = faulted;
  const { struckAt, passes: _, ...walked } = await walkRun(site, prober, variant, { point, fault, skip });
  const struck = struckAt !== undefined;
  return {
    ...faulted,
    ...walked,
    result: walked.differences.length > 0 ? 'lost' : struck ? 'survived' : 'unreached',
  };
}

/** One run, with a fault or without one. */
export async function walkRun(site: Site, prober: Prober, variant: Variant, armed?: Armed): Promise<WalkedRun> {
  const interrupted = variant === 'first' || (armed !== undefined && endsRuntime(armed));
  if (interrupted) prober.excuse();
  await prepareVariant(site.world, variant);
  const before = await takeInventory(site.world);
  prober.takeFailures();
  site.faults.clear();
  site.faults.arm(...(armed === undefined ? [] : [armed]), ...companions(variant));
  const isOfPrediction = armed?.point.startsWith('predict/') === true;
  // What the function remembers lets it pass some points once a minute only.
  if (isOfPrediction) await prober.between(() => renewFunction(site.world, 'predict'));
  const startedAt = Date.now();
  const steps: string[] = [];
  const upload = await site.upload();
  let found: string[];
  try {
    const run = await settle(site, prober, variant, upload, steps);
    found = await settled(site, before, upload, run);
  } catch (error) {
    found = [error instanceof Error ? error.message : String(error)];
  }
  const endedAt = Date.now();
  const passes = site.faults.passes();
  site.faults.disarm();
  await prober.answered();
  // The one request at which the fault struck has its typed answer; the application asks again.
  const failed = prober.takeFailures().slice(isOfPrediction ? 1 : 0);
  found.push(...failed.map(({ at, why }) => `a prediction failed after ${at - startedAt} ms: ${why}`));
  if (interrupted) await prober.expectAgain();
  await site.exclude(upload).catch((error: unknown) => found.push(`the upload cannot be excluded: ${error}`));
  const struckAt = armed && strikeOf(armed, passes)?.at;
  return {
    differences: found,
    steps,
    struckAt,
    passes,
    recoverySeconds: struckAt === undefined ? null : (endedAt - struckAt) / 1000,
    totalSeconds: (endedAt - startedAt) / 1000,
  };
}

const strikeOf = ({ point }: Armed, passes: readonly Pass[]): Pass | undefined =>
  passes.find((pass) => pass.point === point && pass.fault !== undefined);

/** Waits for the release of an upload; does what a person does meanwhile: `local up`, and what a failed run says. */
async function settle(
  site: Site,
  prober: Prober,
  variant: Variant,
  upload: Upload,
  steps: string[],
): Promise<RunRecord> {
  let changedAt = Date.now();
  let state = '';
  const helped = new Set<string>();
  for (;;) {
    if (!(await site.isUp())) {
      prober.excuse();
      const started = await site.up();
      if (started !== 'by itself') steps.push(started);
      await prober.expectAgain();
      changedAt = Date.now();
      helped.clear();
    }
    const seen = await look(site, upload).catch(() => undefined);
    if (seen !== undefined) {
      const { run, isQuiet } = seen;
      if (run?.outcome === 'deployed' && isQuiet) return run;
      const now = JSON.stringify([run?.runId, run?.outcome, run?.resumptions, run?.stages, isQuiet]);
      if (now !== state) changedAt = Date.now();
      state = now;
      if (variant === 'kept' && run?.outcome === 'running' && !helped.has('keep')) {
        helped.add('keep');
        await site.keep();
      }
      if (run?.outcome === 'awaiting-approval' && !helped.has(`approve ${run.runId}`)) {
        if (await approve(site, variant, run)) helped.add(`approve ${run.runId}`);
      }
      const failed = run?.endedAt !== undefined && run.outcome === 'failed';
      const forgotten = run === undefined && Date.now() - changedAt > IMPATIENCE_SECONDS * 1000;
      const key = `${run?.runId}-${run?.resumptions}`;
      if (isQuiet && (failed || forgotten) && !helped.has(key)) {
        const step = await help(site, run);
        if (step !== undefined) {
          helped.add(key);
          steps.push(step);
          changedAt = Date.now();
        }
      }
    }
    if (Date.now() - changedAt > PATIENCE_SECONDS * 1000)
      throw new Error(`nothing happens any more; last seen: ${state}`);
    await delay(POLL_MS);
  }
}

interface Seen {
  /** The newest run of the upload. */
  readonly run: RunRecord | undefined;
  /** Nothing goes on, and nobody holds the lease. */
  readonly isQuiet: boolean;
}

async function look({ world }: Site, { uploadId }: Upload): Promise<Seen> {
  const [upload, lease] = await Promise.all([world.records.upload(WORKLOAD, uploadId), world.records.lease(WORKLOAD)]);
  const run = upload?.runId === undefined ? undefined : await world.records.run(WORKLOAD, upload.runId);
  const mayBeQuiet = lease?.holder === undefined && run?.outcome !== 'running';
  const isQuiet = mayBeQuiet && (await takeInventory(world)).runningExecutions.length === 0;
  return { run, isQuiet };
}

/** The run itself waits for this person, and for the schedule's look where no event comes: it is no help. */
async function approve(site: Site, variant: Variant, { runId, packageArn }: RunRecord): Promise<boolean> {
  if (variant !== 'unheard') return command(site.world, ['approve', runId, '--reason', 'as always']);
  return approveInRegistry(site.world, packageArn)
    .then(() => site.keep())
    .then(
      () => true,
      () => false,
    );
}

/** What the failed run's `next` says; undefined when nobody heard it. */
async function help({ world }: Site, run: RunRecord | undefined): Promise<string | undefined> {
  const isHeard = await command(world, run === undefined ? ['start', WORKLOAD] : ['run', run.runId, '--resume']);
  if (!isHeard) return undefined;
  const code = run?.error?.code;
  return `${code === undefined ? '' : `${code}: `}${run === undefined ? 'start' : 'run --resume'}`;
}

/** What a command itself may meet: a runtime that is down or comes back, a right that is missing, a run that has just failed. */
const metFault = z.object({
  error: z.object({ code: z.enum(['AWS_FAILED', 'RUNTIME_NOT_RUNNING', 'ACCESS_DENIED', 'APPROVAL_UNAWAITED']) }),
});

/** A person's command. False when it met the fault itself: the person gives it again. */
async function command(world: World, words: readonly string[]): Promise<boolean> {
  const { exitCode, json } = await world.trainyard(...words);
  if (exitCode === 0) return true;
  if (metFault.safeParse(json).success) return false;
  throw new Error(`trainyard ${words.join(' ')} ended with ${exitCode}: ${JSON.stringify(json)}`);
}

/** What differs, once what comes after a release has come too. */
async function settled(site: Site, before: Inventory, upload: Upload, run: RunRecord): Promise<string[]> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await differences(site, before, upload, run);
    if (found.length === 0 || Date.now() > deadline) return found;
    await delay(POLL_MS * 5);
  }
}
