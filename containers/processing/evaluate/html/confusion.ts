import type { EvaluationReport, MultiLabelMetrics, SingleLabelMetrics } from '../../../../domain/evaluate/report.ts';
import { grouped, html, type Markup, percent } from '../../../../domain/html/markup.ts';

/** What the challenger confuses on the test rows. */
export function confusionTable({ labels, challenger: { test } }: EvaluationReport): Markup {
  return 'confusion' in test ? labelMatrix(labels, test) : labelTables(labels, test);
}

/** The confusion matrix as a heat map: each row's cells are coloured by their share of the row. */
function labelMatrix(labels: readonly string[], { confusion }: SingleLabelMetrics): Markup {
  const rows = labels.map((label, truth) => {
    const counts = confusion[truth] ?? [];
    const total = counts.reduce((sum, count) => sum + count, 0);
    return html`<tr><th>${label}</th>${counts.map((count) => cell(count, total))}</tr>`;
  });
  const head = labels.map((label) => html`<th>${label}</th>`);
  return html`<section><h2>Confusion</h2><p class="soft small">Rows: the true label. Columns: the label the challenger gave. Shares are of the row.</p>
    <div class="scroll"><table class="heat"><thead><tr><th></th>${head}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** Each label for itself: where it is, how often it is found; where it is not, how often it is given all the same. */
function labelTables(labels: readonly string[], { labelConfusion }: MultiLabelMetrics): Markup {
  const rows = labelConfusion.map((one, place) => {
    const there = one.truePositives + one.falseNegatives;
    const notThere = one.trueNegatives + one.falsePositives;
    return html`<tr><th>${labels[place] ?? ''}</th>${cell(one.truePositives, there)}${cell(one.falseNegatives, there)}${cell(one.falsePositives, notThere)}${cell(one.trueNegatives, notThere)}</tr>`;
  });
  return html`<section><h2>Confusion</h2><p class="soft small">Each label for itself. Shares are of the rows that have it, then of those that have it not.</p>
    <div class="scroll"><table class="heat"><thead><tr><th></th><th>found</th><th>missed</th><th>false alarm</th><th>rightly not</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function cell(count: number, total: number): Markup {
  const share = total > 0 ? count / total : 0;
  const colour = `background:rgba(var(--heat),${(0.05 + 0.5 * share).toFixed(3)})`;
  return html`<td style="${colour}">${grouped(count)}<span class="small">${percent(share)}</span></td>`;
}
