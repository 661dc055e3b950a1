import type { Comparison } from '../../../domain/experiment/compare.ts';
import { html } from '../../../domain/html/markup.ts';
import { STYLE } from '../../../domain/html/style.ts';
import type { ComparedRun } from '../compared-run.ts';
import { curvesSection } from './curves.ts';
import { decisionsSection } from './decisions.ts';
import { testSection, validationSections } from './figures.ts';
import { overview } from './overview.ts';
import { settingsSection } from './settings.ts';

const OWN_STYLE = `
.mark { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 7px; }
h3 { font-size: 13.5px; margin: 14px 0 6px; color: var(--soft); }
td .bar { margin-top: 5px; } .figures td { vertical-align: top; }
td .bar i { inset: 0 auto 0 0; }
svg.interval { max-width: none; height: 24px; }
tr.reasons td { text-align: left; white-space: normal; padding-top: 0; } tr:has(+ tr.reasons) td { border-bottom: 0; }
section > p.facts { border-top: 0; padding-top: 0; margin: 8px 0 0; max-width: none; }
`;

/** Runs beside each other as one page that needs nothing else: no script, no font, no request. */
export function comparisonPage(runs: readonly ComparedRun[], comparison: Comparison): string {
  const experiments = runs.map(({ experiment }) => experiment);
  const workloads = [...new Set(experiments.map(({ workload }) => workload))].join(', ');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${workloads} · ${runs.length} runs compared</title>
<style>${{ html: STYLE + OWN_STYLE }}</style>
</head>
<body><main>
<header><h1>${workloads}: ${runs.length} runs compared</h1></header>
${overview(experiments)}
${settingsSection(experiments, comparison)}
${decisionsSection(experiments)}
${testSection(experiments, comparison)}
${validationSections(experiments, comparison)}
${curvesSection(runs)}
<footer>Each run's own evaluation has its confusion, its classes and its slices: <code>run &lt;id&gt; --report</code> downloads it.</footer>
</main></body></html>
`;
  return page.html;
}
