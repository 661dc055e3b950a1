import { OUTPUT_LIMITS } from '../../../domain/archive/limits.ts';
import { PlatformError } from '../../../domain/errors.ts';
import { trainingOf } from '../../../domain/evaluate/curves.ts';
import { type Finding, findingsSchema, type TrainingReport } from '../../../domain/evaluate/training-report.ts';
import { readMetricsLog } from '../../../domain/train/metrics-log.ts';
import { readTexts } from '../../archive/read-archive.ts';

const METRICS = 'metrics.jsonl';
const FINDINGS = 'findings.json';
const MOST_BYTES = 64 * 2 ** 20;

/**
 * How a training went, by what it left in `output.tar.gz`, if it left one. A model is no worse for a training that says nothing of itself,
 * or nothing that can be read: then the report says why.
 */
export async function readTraining(archive: string | undefined): Promise<TrainingReport> {
  if (archive === undefined) return { status: 'unreadable', reason: 'the training job left no output.tar.gz' };
  try {
    const rules = { limits: OUTPUT_LIMITS, mostBytes: MOST_BYTES };
    const texts = await readTexts(archive, new Set([METRICS, FINDINGS]), rules);
    const metrics = texts.get(METRICS);
    if (metrics === undefined) return { status: 'unreadable', reason: `output.tar.gz has no ${METRICS}` };
    return trainingOf(readMetricsLog(metrics), readFindings(texts.get(FINDINGS) ?? '[]'));
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'ARTIFACT_INVALID') {
      return { status: 'unreadable', reason: error.message };
    }
    throw error;
  }
}

function readFindings(text: string): Finding[] {
  try {
    return findingsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new PlatformError('ARTIFACT_INVALID', `${FINDINGS} is no list of findings`, { cause });
  }
}
