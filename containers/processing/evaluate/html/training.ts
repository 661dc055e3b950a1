import type { EvaluationReport } from '../../../../domain/evaluate/report.ts';
import { PHASES, type ReadTraining, type TrainingReport } from '../../../../domain/evaluate/training-report.ts';
import { grouped, html, type Markup, percent } from '../../../../domain/html/markup.ts';
import { learningCurves } from './curves.ts';

interface Trained {
  readonly name: string;
  readonly training: TrainingReport;
}

const PHASE_NAMES: Record<(typeof PHASES)[number], string> = {
  data: 'making batches',
  forward: 'forward',
  backward: 'backward',
  optimizer: 'optimizer',
  save: 'saving',
};

/** What the rules found in the trainings, and how those went that have steps. Nothing of an evaluation without any. */
export function trainingSections({ candidates }: EvaluationReport): Markup {
  const trained = candidates.flatMap((one): Trained[] =>
    one.status === 'evaluated' && one.training !== undefined ? [{ name: one.name, training: one.training }] : [],
  );
  const curves = trained.flatMap(({ name, training }) =>
    training.status === 'read' && training.trainLoss.length > 1 ? [curvesSection(name, training)] : [],
  );
  return html`${findingsSection(trained)}${curves.length > 0 ? html`<div class="pair">${curves}</div>` : ''}`;
}

function findingsSection(trained: readonly Trained[]): Markup {
  const rows = trained.flatMap(({ name, training }) =>
    training.status === 'unreadable'
      ? [
          html`<tr><td>${name}</td><td>–</td><td>–</td><td class="reason">Its metrics cannot be shown: ${training.reason}</td></tr>`,
        ]
      : training.findings.map(
          ({ rule, step, message }) =>
            html`<tr><td>${name}</td><td><code>${rule}</code></td><td>${grouped(step)}</td><td class="reason">${message}</td></tr>`,
        ),
  );
  if (rows.length === 0) return html``;
  return html`<section><h2>Findings in the trainings</h2>
    <p class="soft small">What the rules that watch a training found in its metrics, at the step where they found it first.</p>
    <div class="scroll"><table class="findings"><thead><tr><th>Candidate</th><th>Rule</th><th>Step</th><th>What</th></tr></thead>
    <tbody>${rows}</tbody></table></div></section>`;
}

const curvesSection = (name: string, training: ReadTraining): Markup => html`<section><h2>Training of ${name}</h2>
    <p class="soft small">Loss by step: of the training rows, and of the validation rows after each epoch.</p>
    ${learningCurves(training)}${profileTable(training)}</section>`;

function profileTable({ profile }: ReadTraining): Markup {
  if (profile === undefined) return html``;
  const rows = PHASES.map((phase) => {
    const share = profile.shares[phase];
    return html`<tr><td>${PHASE_NAMES[phase]}</td><td>${percent(share)}</td>
      <td class="wide"><div class="bar"><i style="width:${(share * 100).toFixed(1)}%"></i></div></td></tr>`;
  });
  return html`<table class="profile"><thead><tr><th>Phase</th><th>Share of a step</th><th></th></tr></thead><tbody>${rows}</tbody></table>`;
}
