import type { PairedSet } from '../evaluate/report.ts';
import { hasLabel } from '../labels/label-set.ts';
import type { Task } from '../labels/task.ts';
import { twoSidedZ } from './normal.ts';

/** How one class's recall fell from champion to challenger. */
export interface RecallDrop {
  readonly label: number;
  readonly rows: number;
  /** Champion's recall minus the challenger's; negative when it rose. */
  readonly drop: number;
  readonly interval: readonly [number, number];
}

/**
 * Drop of a class's recall on the same rows, with the adjusted Wald interval for paired proportions, which stays wide
 * for few rows (Agresti and Min 2005: half a row is added to each of the four cells). Undefined for a class without rows.
 */
export function recallDrop(
  rows: PairedSet,
  label: number,
  confidence: number,
  task: Task = 'single-label',
): RecallDrop | undefined {
  let size = 0;
  let lost = 0;
  let won = 0;
  const has = (code: number | undefined): boolean => code !== undefined && hasLabel(task, code, label);
  rows.truth.forEach((truth, row) => {
    if (!has(truth)) return;
    size += 1;
    const challengerRight = has(rows.challenger[row]);
    const championRight = has(rows.champion[row]);
    if (championRight && !challengerRight) lost += 1;
    if (challengerRight && !championRight) won += 1;
  });
  if (size === 0) return undefined;
  const adjusted = size + 2;
  const centre = (lost - won) / adjusted;
  const variance = (lost + won + 1 - (lost - won) ** 2 / adjusted) / adjusted ** 2;
  const reach = twoSidedZ(confidence) * Math.sqrt(variance);
  return {
    label,
    rows: size,
    drop: (lost - won) / size,
    interval: [Math.max(-1, centre - reach), Math.min(1, centre + reach)],
  };
}
