import type { EvaluationReport } from '../../../../domain/evaluate/report.ts';
import { html } from '../../../../domain/html/markup.ts';
import { STYLE } from '../../../../domain/html/style.ts';
import type { GateConfig } from '../../../../domain/workload/gate.ts';
import { calibrationPlot } from './calibration.ts';
import { confusionTable } from './confusion.ts';
import { contest } from './contest.ts';
import { candidatesTable, classesTable, latencyTable, slicesTable } from './tables.ts';
import { trainingSections } from './training.ts';

/** With more labels the confusion matrix needs the whole width. */
const WIDEST_PAIRED = 3;

/** A try's dataset is no version. */
const datasetText = (version: number): string => (version > 0 ? `dataset version ${version}` : 'dataset of a try');

/** The report as one page that needs nothing else: no script, no font, no request. */
export function reportPage(report: EvaluationReport, gate: GateConfig): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${report.workload} · evaluation of run ${report.runId}</title>
<style>${{ html: STYLE }}</style>
</head>
<body><main>
<header><h1>${report.workload}: evaluation</h1>
<p class="soft">Run <code>${report.runId}</code> · ${datasetText(report.dataset.version)} <code>${report.dataset.id.slice(0, 12)}</code> · ${report.createdAt.slice(0, 16).replace('T', ' ')} UTC</p></header>
${contest(report, gate)}
${candidatesTable(report, gate)}
${trainingSections(report)}
${classesTable(report)}
<div class="${report.labels.length > WIDEST_PAIRED ? '' : 'pair'}">${confusionTable(report)}${latencyTable(report)}</div>
<div class="pair">${calibrationPlot(report)}${slicesTable(report)}</div>
<footer>Whether the challenger is released is the gate's decision, which rests on this evaluation and is kept beside it.</footer>
</main></body></html>
`;
  return page.html;
}
