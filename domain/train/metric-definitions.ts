import type { Candidate } from '../workload/candidate.ts';
import type { MetricDefinition } from './metric-definition.ts';

/** What `metrics_line` of the trainer prints: `name=value;` with a number as the value. */
const printed = (Name: string): MetricDefinition => ({ Name, Regex: `${Name}=([-+.0-9e]+);` });

const EVERY_FAMILY = [
  'train:loss',
  'validation:loss',
  'validation:accuracy',
  'validation:macro_f1',
  'baseline:accuracy',
  'baseline:macro_f1',
];

/** The metrics that a candidate's training prints. */
export function metricDefinitions(candidate: Candidate): MetricDefinition[] {
  switch (candidate.family) {
    case 'linear':
    case 'naive-bayes':
    case 'gradient-boosting':
    case 'random-forest':
      return [...EVERY_FAMILY, 'train:accuracy'].map(printed);
    case 'transformer':
      return [...EVERY_FAMILY, 'train:samples_per_second'].map(printed);
    case 'container':
    case 'script':
      return candidate.metricDefinitions;
  }
}
