import { describe, expect, it } from '@jest/globals';
import { toCsv } from '../../../cli/demo/reviews.ts';
import type { Canaries } from '../world/canaries.ts';
import type { CommandEnd } from '../world/command-line.ts';
import { AMAZON_AND_IMDB } from '../world/files.ts';
import { type KeptText, keptTexts } from '../world/kept-files.ts';
import { WORKLOAD, type World } from '../world/world.ts';

/** Where the text of uploads belongs: the objects themselves, the dataset, and the rows that were set aside. */
const BELONGS = [
  /^emulator\/objects\/.*rawbucket/,
  /^emulator\/objects\/.*lakebucket[^/]*\/(.*\/)?(datasets|quarantine)\//,
];

const nul = '\0';

/** Good reviews with canaries in every kind of row, in a third column and in its name. */
function tableWith(canaries: Canaries): string {
  const [header, ...good] = toCsv(AMAZON_AND_IMDB.slice(0, 1_000)).trimEnd().split('\n');
  return [
    `${header},notes of ${canaries.at('headerExtra')}`,
    ...good.map((row) => `${row},`),
    `A fine phone: ${canaries.at('text')},1,`,
    `"Formulas: =HYPERLINK(""http://x/${canaries.at('formula')}"")",0,`,
    `A fine film,${canaries.at('label')},`,
    `A fine meal,1,${canaries.at('otherColumn')}`,
    `Too few columns ${canaries.at('fewColumns')}`,
    `"A quote that ends" too early ${canaries.at('quote')},1,`,
    `Of two minds ${canaries.at('conflict')},0,`,
    `Of two minds ${canaries.at('conflict')},1,`,
    `A NUL ${nul} ${canaries.at('nul')},1,`,
    `${canaries.at('long')} ${'long '.repeat(4_100)},1,`,
    `"A quote that never ends ${canaries.at('openQuote')},1,`,
  ].join('\n');
}

const brokenJson = (canaries: Canaries): string =>
  [
    `{"text":"half of it ${canaries.at('jsonHalf')}","label":`,
    JSON.stringify({ text: { nested: canaries.at('jsonNested') }, label: '1' }),
    JSON.stringify({ text: 'A label that is none', label: { value: canaries.at('jsonLabel') } }),
    JSON.stringify({ text: 'A label that is unknown', label: canaries.at('jsonUnknown') }),
    canaries.at('jsonNone'),
  ].join('\n');

const ends: string[] = [];

export function uploadsWithCanaries(world: World, canaries: Canaries): void {
  describe('uploads with addresses and secrets in every place', () => {
    it('become a live model all the same, and each bad row lies under quarantine', async () => {
      const run = await world.upload(world.files.write('canaries.csv', tableWith(canaries)));
      const bad = await world.upload(
        world.files.write('broken.jsonl', brokenJson(canaries)),
        world.files.write(
          'headless.csv',
          `${canaries.at('firstRow').replace(' ', ',')}\n${canaries.at('secondRow')},1\n`,
        ),
        world.files.write('names.jsonl', `${JSON.stringify({ [canaries.at('jsonName')]: 'x', label: '1' })}\n`),
      );

      expect(run).toMatchObject({ outcome: 'deployed', dataset: { quarantined: 8 } });
      expect(bad.outcome).toBe('failed');
      ends.push(JSON.stringify(run), JSON.stringify(bad));
    });
  });
}

export function noCanaryAnywhere(world: World, canaries: Canaries, answers: readonly string[]): void {
  describe('row 26: after all of it', () => {
    let kept: KeptText[];

    it('row 26: no command and no answer of the API says a text of theirs, nor the key of the API', async () => {
      const commands = [
        ['status'],
        ['uploads', 'list', WORKLOAD],
        ['local', 'logs'],
        ['local', 'logs', '--log', 'plane'],
      ];
      for (const command of commands) ends.push(textOf(await world.trainyard(...command)));
      for (const { runId } of await world.records.runs(WORKLOAD))
        ends.push(textOf(await world.trainyard('run', runId)));

      expect(canaries.places.length).toBeGreaterThan(25);
      expect(ends.flatMap((end) => canaries.foundIn(end))).toEqual([]);
      expect(answers.flatMap((answer) => canaries.foundIn(answer))).toEqual([]);
      expect([...ends, ...answers].filter((end) => end.includes(world.apiKey))).toEqual([]);
    });

    it('row 26: no log, metric, report, record, message or job keeps one; uploads, dataset and quarantine do', async () => {
      const { apiKey, stateDirectory } = world;
      await world.trainyard('local', 'down');
      kept = [...keptTexts(stateDirectory)];

      const belongs = ({ place }: KeptText): boolean => BELONGS.some((where) => where.test(place));
      const found = kept
        .filter((one) => !belongs(one))
        .flatMap((one) => canaries.foundIn(one.text).map((place) => `${place} in ${one.place}`));

      expect(found).toEqual([]);
      expect(kept.filter(({ place, text }) => place.startsWith('logs/') && text.includes(apiKey))).toEqual([]);
      const uploaded = canaries.places.filter((place) => !place.startsWith('api'));
      const inUploads = kept.filter(belongs).flatMap(({ text }) => canaries.foundIn(text));
      expect(uploaded.filter((place) => !inUploads.includes(place))).toEqual([]);
    });

    it('row 26: (the search sees logs of functions, jobs and endpoint, metrics, records, histories and reports)', () => {
      const sees = (...words: string[]): boolean => kept.some(({ text }) => words.every((word) => text.includes(word)));

      // What each place surely says.
      expect(sees('prediction refused', 'REQUEST_INVALID')).toBe(true);
      expect(sees('"stage":"prepare","runId"') || sees('\\"stage\\":\\"prepare\\",\\"runId\\"')).toBe(true);
      expect(sees('/aws/sagemaker/Endpoints/')).toBe(true);
      expect(sees('ModelLatency')).toBe(true);
      expect(sees('NO_ROWS_ACCEPTED')).toBe(true);
      expect(sees('<html')).toBe(true);
      expect(sees('TaskStateEntered') || sees('TaskSucceeded')).toBe(true);
    });
  });
}

const textOf = ({ json, stderr }: CommandEnd): string => `${JSON.stringify(json)}\n${stderr}`;
