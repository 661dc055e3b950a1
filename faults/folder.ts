import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ArmedFault,
  type Fault,
  type FaultPlan,
  faultPlanSchema,
  type Pass,
  strikes,
} from '../domain/faults/fault.ts';

/** Names the folder with `plan.json`. Nothing outside a test sets it. */
export const FAULTS_VARIABLE = 'TRAINYARD_FAULTS';

/** The folder with the plan, when faults are wanted at all. */
export const faultsFolder = (): string | undefined => process.env[FAULTS_VARIABLE] || undefined;

/** Passes a point once, which is written down in `trace.jsonl`: gives the fault that strikes there, if any. */
export function passPoint(folder: string, point: string): Fault | undefined {
  const plan = readPlan(folder);
  const struck = plan?.faults.find((armed, index) => armed.point === point && isStruck(folder, plan.id, index, armed));
  const pass: Pass = { point, ...(struck && { fault: struck.fault }), at: Date.now(), pid: process.pid };
  // One write of one line: processes that append at the same time do not mix their lines.
  appendFileSync(join(folder, 'trace.jsonl'), `${JSON.stringify(pass)}\n`);
  return struck?.fault;
}

function readPlan(folder: string): FaultPlan | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, 'plan.json'), 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  return faultPlanSchema.parse(JSON.parse(text));
}

/** Counts the pass, together with every other process: who creates the file of a number has that number. */
function isStruck(folder: string, planId: string, index: number, armed: ArmedFault): boolean {
  const counts = join(folder, 'passes', `${planId}-${index}`);
  mkdirSync(counts, { recursive: true });
  // Later passes change nothing: they need no number of their own.
  for (let count = 0; count < armed.skip + armed.times; count += 1) {
    if (isFirst(join(counts, String(count)))) return strikes(armed, count);
  }
  return false;
}

function isFirst(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx'));
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
