import { describe, expect, it } from '@jest/globals';
import { predictionTable } from '../../cli/commands/predict.ts';
import { paletteFor } from '../../cli/terminal/palette.ts';

const palette = paletteFor({ write: () => undefined }, {});
const model = { package: '1', variant: 'live' };

describe('the table of predictions', () => {
  it('has a text’s label and its score', () => {
    const table = predictionTable(
      ['fine'],
      { predictions: [{ label: 'good', scores: { good: 0.9, bad: 0.1 } }], model },
      palette,
    );

    expect(table).toMatch(/good +0\.900 +fine/);
  });

  it('has all of a text’s labels and their scores, and says when there are none', () => {
    const predictions = [
      { labels: ['bug', 'praise'], scores: { bug: 0.91, praise: 0.6, question: 0.1 } },
      { labels: [], scores: { bug: 0.2, praise: 0.1, question: 0.1 } },
    ];

    const table = predictionTable(['crash, but nice', 'hello'], { predictions, model }, palette);

    expect(table).toMatch(/bug, praise +0\.910, 0\.600 +crash, but nice/);
    expect(table).toMatch(/none +hello/);
  });
});
