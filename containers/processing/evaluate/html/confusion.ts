import type { EvaluationReport } from '../../../../domain/evaluate/report.ts';
import { grouped, html, type Markup, percent } from './markup.ts';

/** The confusion matrix as a heat map: each row's cells are coloured by their share of the row. */
export function confusionTable({ labels, challenger }: EvaluationReport): Markup {
  const rows = labels.map((label, truth) => {
    const counts = challenger.test.confusion[truth] ?? [];
    const total = counts.reduce((sum, count) => sum + count, 0);
    const cells = counts.map((count) => {
      const share = total > 0 ? count / total : 0;
      const colour = `background:rgba(var(--heat),${(0.05 + 0.5 * share).toFixed(3)})`;
      return html`<td style="${colour}">${grouped(count)}<span class="small">${percent(share)}</span></td>`;
    });
    return html`<tr><th>${label}</th>${cells}</tr>`;
  });
  const head = labels.map((label) => html`<th>${label}</th>`);
  return html`<section><h2>Confusion</h2><p class="soft small">Rows: the true label. Columns: the label the challenger gave. Shares are of the row.</p>
    <div class="scroll"><table class="heat"><thead><tr><th></th>${head}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
