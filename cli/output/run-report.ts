import { lastBeginning, type RunRecord } from '../../domain/conclude/run-record.ts';
import { artifactKey } from '../../domain/names.ts';
import { settingsLine } from '../../domain/try/settings.ts';
import type { CommandResult } from '../command.ts';
import type { Connection } from '../connection/connect.ts';
import { exitCodeOfOutcome } from '../failure/exit-code.ts';
import { renderFailure } from '../failure/render-failure.ts';
import { comparedCandidates, runResult } from '../follow/run-result.ts';
import { stepsOfRun } from '../follow/steps-of-run.ts';
import { commandLine } from '../invocation.ts';
import type { Palette } from '../terminal/palette.ts';
import { clip } from './clip.ts';
import { costOf, costText } from './cost.ts';
import { duration, moment } from './numbers.ts';
import { countsLine, decisionText, findingsText, metricsTable } from './run-text.ts';
import { renderFacts, renderTable } from './table.ts';

const OUTCOME_WORDS: Record<RunRecord['outcome'], string> = {
  running: 'still running',
  'awaiting-approval': 'waits for a person to approve the model',
  deployed: 'the new model is live',
  rejected: 'the new model was not released; what was live still is',
  skipped: 'nothing new in it; what was live still is',
  failed: 'it ended with an error; what was live still is',
};

/** The next command; of a run that failed, its error says what to do. */
function nextOf(run: RunRecord, environment: string): string | undefined {
  switch (run.outcome) {
    case 'running':
      return commandLine(`run ${run.runId} --watch`, environment);
    case 'awaiting-approval':
      return commandLine(`approve ${run.runId} --reason "…"`, environment);
    case 'deployed':
      return commandLine(`predict ${run.workload} "a text"`, environment);
    case 'rejected':
      return commandLine(
        run.decision?.suspendUploads ? `uploads list ${run.workload}` : `models ${run.workload}`,
        environment,
      );
    case 'skipped':
      return commandLine('status', environment);
    case 'failed':
      return run.error ? undefined : commandLine(`run ${run.runId}`, environment);
    default:
      return run.outcome satisfies never;
  }
}

function stagesTable(run: RunRecord, palette: Palette): string {
  const rows = stepsOfRun(run, new Date()).map(({ name, status, elapsedMs = 0, note = '' }) => [
    name,
    status === 'failed' ? palette.red(status) : status,
    duration(elapsedMs),
    clip(note, 100),
  ]);
  return renderTable(
    [{ title: 'stage' }, { title: 'status' }, { title: 'took', align: 'right' }, { title: '' }],
    rows,
    palette,
  );
}

/** How often it was taken up again, and when last; `took` is the time since. */
const resumptionText = (run: RunRecord): string | undefined =>
  run.resumptions === 0
    ? undefined
    : `${run.resumptions === 1 ? 'once' : `${run.resumptions} times`}, last ${moment(lastBeginning(run))}`;

/** Machines that a candidate did not get, or did not keep: `bigram: spot ml.g5.xlarge (waited)`. */
const leftOffersText = ({ leftOffers }: RunRecord): string | undefined =>
  leftOffers
    ?.map(({ candidate, purchase, instanceType, why }) => `${candidate}: ${purchase} ${instanceType} (${why})`)
    .join(', ');

/** A try's dataset is no version. */
const datasetText = (version: number | undefined): string =>
  version === 0 ? "a try's own" : `version ${version ?? '—'}`;

/** Text of a run: the id first, then rows, candidates, decision and, for one that failed, the error object. */
export function runText(run: RunRecord, palette: Palette, ascii: boolean, options: { stages: boolean }): string {
  const { dataset, decision, champion = 'baseline', error } = run;
  const candidates = comparedCandidates(run);
  const cost = costOf(run);
  const facts = renderFacts(
    [
      ['run', palette.bold(run.runId)],
      ['workload', run.workload],
      ['outcome', `${run.outcome}: ${OUTCOME_WORDS[run.outcome]}`],
      ['started', moment(run.startedAt)],
      ['resumed', resumptionText(run)],
      ['took', run.endedAt && duration(Date.parse(run.endedAt) - Date.parse(lastBeginning(run)))],
      ['rows', dataset && countsLine(dataset)],
      ['try of', run.tried && settingsLine(run.tried)],
      ['dataset', dataset?.id && `${dataset.id.slice(0, 12)}  ${datasetText(dataset.version)}`],
      ['registered', run.packageVersion === undefined ? undefined : `package ${run.packageVersion}`],
      ['left', leftOffersText(run)],
      ['cost', cost && costText(cost)],
      ['over budget', run.overBudget && 'a person let it run'],
      ['same as', run.sameAs],
      ['stopped', run.stoppedJobs?.join(', ')],
    ],
    palette,
  );
  const parts = [
    facts,
    options.stages ? stagesTable(run, palette) : '',
    candidates.length > 0 ? metricsTable(candidates, run, palette) : '',
    findingsText(candidates, palette),
    decision ? decisionText(decision, champion, palette, ascii) : '',
    // Of a refusal by the gate the decision has said everything.
    error && error.code !== 'GATE_REFUSED' ? renderFailure(error, palette).trimEnd() : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** What `run` and `upload --wait` end with. */
export function runReport(
  run: RunRecord,
  { environment, platform }: Pick<Connection, 'environment' | 'platform'>,
  palette: Palette,
  ascii: boolean,
  options: { stages: boolean },
): CommandResult {
  const evaluated = run.stages.evaluate?.status === 'done';
  const prefix = artifactKey.evaluate(run.workload, run.runId);
  const next = nextOf(run, environment);
  return {
    json: runResult(run),
    text: runText(run, palette, ascii, options),
    look: [
      ...(evaluated
        ? [
            `s3://${platform.artifactsBucket}/${prefix}evaluation.html`,
            `${commandLine(`run ${run.runId} --report .`, environment)}   (downloads it)`,
          ]
        : []),
      ...(run.outcome === 'deployed' ? [`${platform.apiUrl}/v1/${run.workload}/predictions`] : []),
    ],
    ...(next !== undefined && { next }),
    exitCode: exitCodeOfOutcome(run.outcome, run.error?.code),
  };
}
