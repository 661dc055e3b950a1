import { isChoice } from '../workload/ranges.ts';
import type { WorkloadConfig } from '../workload/schema.ts';
import { isLogged, objectiveOf } from './objective.ts';
import { isInteger, problemsOf } from './parameter-ranges.ts';
import { isTuned, type TunedCandidate } from './tuned.ts';

/** What is wrong with how a workload is tuned, and where in its configuration. */
export interface TuneProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Tuning = Pick<WorkloadConfig, 'candidates' | 'tune' | 'gate'>;

/** All problems at once: SageMaker's rules for tuning jobs, and values that a family would refuse. */
export function tuneProblems(workload: Tuning): TuneProblem[] {
  const tuned = workload.candidates.filter(isTuned);
  if (tuned.length === 0) return [];
  return [
    ...workload.candidates.flatMap((candidate, at) => (isTuned(candidate) ? rangeProblems(candidate, at) : [])),
    ...strategyProblems(workload, tuned),
    ...objectiveProblems(workload, tuned),
  ];
}

function rangeProblems(candidate: TunedCandidate, at: number): TuneProblem[] {
  return Object.entries(candidate.ranges).flatMap(([name, range]) => {
    const path = ['candidates', at, 'ranges', name];
    const values = isChoice(range) ? range : [range.min, range.max];
    if (FIXED.has(name)) return [{ path, message: 'is the same for all trials of a candidate' }];
    const wrong = values.flatMap((value) =>
      problemsOf(candidate, name, value).map((message) => ({ path, message: `${JSON.stringify(value)}: ${message}` })),
    );
    if (wrong.length > 0 || isChoice(range)) return wrong;
    if (range.integer !== undefined && candidate.family !== 'container') {
      return [{ path: [...path, 'integer'], message: 'is known of this family: leave it out' }];
    }
    return range.scale === 'reverse-logarithmic' && isInteger(candidate, name, range)
      ? [{ path: [...path, 'scale'], message: 'is not for whole numbers' }]
      : [];
  });
}

/** The job's inputs follow from the base. */
const FIXED: ReadonlySet<string> = new Set(['base']);

function strategyProblems({ tune }: Tuning, tuned: readonly TunedCandidate[]): TuneProblem[] {
  const { strategy, earlyStopping, warmStart, trials, parallelTrials } = tune;
  const problem = (member: string, message: string): TuneProblem => ({ path: ['tune', member], message });
  const problems: TuneProblem[] = [];
  if (parallelTrials > trials) problems.push(problem('parallelTrials', `must be at most trials, which is ${trials}`));
  if (strategy === 'grid') problems.push(...gridProblems(tune.trials, tuned));
  if (earlyStopping && tuned.length > 1)
    problems.push(problem('earlyStopping', 'needs a single candidate with ranges'));
  if (warmStart && tuned.length > 1) problems.push(problem('warmStart', 'needs a single candidate with ranges'));
  if (warmStart && strategy !== 'bayesian' && strategy !== 'random')
    problems.push(problem('warmStart', `needs the strategy bayesian or random, not ${strategy}`));
  if (earlyStopping && strategy === 'hyperband')
    problems.push(problem('earlyStopping', 'must be off with hyperband, which stops trials itself'));
  const atOnce = tuned.find(({ family }) => family !== 'transformer' && family !== 'container');
  if (atOnce !== undefined && (earlyStopping || strategy === 'hyperband')) {
    const member = earlyStopping ? 'earlyStopping' : 'strategy';
    problems.push(problem(member, `stops trials by their epochs, of which ${atOnce.name} (${atOnce.family}) has none`));
  }
  if (strategy === 'hyperband') {
    for (const candidate of tuned.filter((one) => epochsOf(one) === undefined)) {
      problems.push(
        problem('strategy', `hyperband needs a hyperparameter epochs without a range, which ${candidate.name} lacks`),
      );
    }
  }
  return problems;
}

function gridProblems(trials: number, tuned: readonly TunedCandidate[]): TuneProblem[] {
  const numbers = tuned.filter(({ ranges }) => !Object.values(ranges).every(isChoice));
  if (numbers.length > 0) {
    const names = numbers.map(({ name }) => name).join(', ');
    return [
      { path: ['tune', 'strategy'], message: `grid needs lists of values only, and ${names} has a range of numbers` },
    ];
  }
  const size = gridSize(tuned);
  return size > trials
    ? [{ path: ['tune', 'trials'], message: `the grid has ${size} combinations, more than ${trials}` }]
    : [];
}

/** How many trials a grid has. */
export const gridSize = (tuned: readonly TunedCandidate[]): number =>
  tuned.reduce(
    (sum, { ranges }) =>
      sum + Object.values(ranges).reduce((product, range) => product * (isChoice(range) ? range.length : 1), 1),
    0,
  );

/** Epochs of every trial of a candidate; undefined where there are none, or they are searched. */
export function epochsOf({ hyperparameters, ranges }: TunedCandidate): number | undefined {
  if (!('epochs' in hyperparameters) || 'epochs' in ranges) return undefined;
  const epochs = Number(hyperparameters.epochs);
  return epochs >= 1 ? epochs : undefined;
}

function objectiveProblems(workload: Tuning, tuned: readonly TunedCandidate[]): TuneProblem[] {
  const objective = objectiveOf(workload);
  return tuned
    .filter((candidate) => !isLogged(objective, candidate))
    .map(({ name }) => ({
      path: ['tune', 'objective'],
      message: `${name} does not log ${objective.metric}: choose a metric of its log`,
    }));
}
