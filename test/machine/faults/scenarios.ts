import type { Offer } from '../../../domain/workload/capacity.ts';
import { smallDataSchema } from '../../../domain/workload/small-data.ts';
import { tunedWorkload, warmWorkload } from '../../lambdas/memory/tuned.ts';
import { deployedWorkload } from '../../lambdas/memory/world.ts';
import type { Fault } from '../account/faults.ts';
import type { Loop } from '../loop.ts';

/** Something that happens to the loop, and how it ends: when nothing goes wrong, and after any fault too. */
export interface Scenario {
  readonly name: string;
  /** What was there before; nothing goes wrong yet. */
  readonly before?: (loop: Loop) => Promise<void>;
  readonly act: (loop: Loop) => void;
  /** How the runs ended, in alphabetical order; left out where a fault changes which run reads which upload. */
  readonly outcomes?: readonly string[];
  /** Version that is live; left out for the newest. */
  readonly live?: number;
  readonly uploads: Readonly<Record<string, string>>;
  /** True for a fault after which it has to end otherwise. */
  readonly endsOtherwise?: (fault: Fault) => boolean;
}

/** Every challenger is better than any champion. */
const better = (loop: Loop): void => {
  loop.outcomes = { wrongOneIn: 1000 };
};

async function modelOfA(loop: Loop): Promise<void> {
  loop.upload('a.csv');
  await loop.settle();
}

/** A person who approves what waits, an hour after the news of it. */
export function approving(loop: Loop): void {
  const { world } = loop;
  world.notifications.onNews = ({ subject }) => {
    const version = Number(/version (\d+) waits for your approval/.exec(subject)?.[1]);
    loop.clock.after(3600, () => {
      const waiting = world.registry.packages.find(({ packageVersion }) => packageVersion === version);
      if (waiting?.status === 'PendingManualApproval') void loop.decide(version, 'Approved', 'looks right');
    });
  };
}

const UPLOAD_IN_MID_RUN_SECONDS = 500;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'the first upload',
    act: (loop) => loop.upload('a.csv'),
    outcomes: ['deployed'],
    live: 1,
    uploads: { 'a.csv': 'admitted' },
  },
  {
    name: 'a better model for one that is live',
    before: modelOfA,
    act: (loop) => {
      better(loop);
      loop.upload('b.csv');
    },
    outcomes: ['deployed', 'deployed'],
    live: 2,
    uploads: { 'a.csv': 'admitted', 'b.csv': 'admitted' },
  },
  {
    name: 'a model that a person approves',
    before: async (loop) => {
      loop.world.deployed = deployedWorkload({ approval: 'manual' });
      approving(loop);
    },
    act: (loop) => loop.upload('a.csv'),
    outcomes: ['deployed'],
    live: 1,
    uploads: { 'a.csv': 'admitted' },
    // Nobody is ever asked, so the approval expires.
    endsOtherwise: ({ point, kind }) => point === 'state/Approve' && kind === 'task-hangs',
  },
  {
    name: 'an upload that makes the model worse',
    before: modelOfA,
    act: (loop) => {
      loop.outcomes = { wrongOneIn: 2 };
      loop.upload('poison.csv');
    },
    outcomes: ['deployed', 'rejected'],
    live: 1,
    uploads: { 'a.csv': 'admitted', 'poison.csv': 'suspended' },
  },
  {
    name: 'the same content under another key',
    before: modelOfA,
    act: (loop) => loop.upload('a-again.csv'),
    outcomes: ['deployed', 'skipped'],
    live: 1,
    uploads: { 'a.csv': 'admitted', 'a-again.csv': 'admitted' },
  },
  {
    name: 'a candidate that cannot be trained',
    act: (loop) => {
      loop.outcomes = { jobs: { unigram: { status: 'Failed', reason: 'out of memory' } } };
      loop.upload('a.csv');
    },
    outcomes: ['deployed'],
    live: 1,
    uploads: { 'a.csv': 'admitted' },
  },
  {
    name: 'a candidate for which there is no spot machine',
    before: async (loop) => {
      const deployed = deployedWorkload();
      const capacity: Offer[] = [
        { instanceType: 'ml.g5.xlarge', purchase: 'spot', waitSeconds: 600 },
        { instanceType: 'ml.m5.large', purchase: 'on-demand', waitSeconds: 600 },
      ];
      const candidates = deployed.config.candidates.map((candidate) => ({ ...candidate, capacity }));
      loop.world.deployed = { ...deployed, config: { ...deployed.config, candidates } };
    },
    act: (loop) => {
      const reason = 'CapacityError: Unable to provision requested ML compute capacity.';
      loop.outcomes = { jobs: { o2: 'well', unigram: { status: 'Failed', reason } } };
      loop.upload('a.csv');
    },
    outcomes: ['deployed'],
    live: 1,
    uploads: { 'a.csv': 'admitted' },
  },
  {
    name: 'data that is small',
    before: async (loop) => {
      loop.world.deployed = deployedWorkload({ smallData: smallDataSchema.parse({}) });
      await modelOfA(loop);
    },
    act: (loop) => {
      better(loop);
      loop.upload('b.csv');
    },
    outcomes: ['deployed', 'deployed'],
    live: 2,
    uploads: { 'a.csv': 'admitted', 'b.csv': 'admitted' },
  },
  {
    name: 'an upload in the middle of a run',
    act: (loop) => {
      better(loop);
      loop.upload('a.csv');
      loop.clock.after(UPLOAD_IN_MID_RUN_SECONDS, () => loop.upload('b.csv'));
    },
    uploads: { 'a.csv': 'admitted', 'b.csv': 'admitted' },
  },
  {
    name: 'candidates that are tuned',
    before: async (loop) => {
      loop.world.deployed = tunedWorkload();
    },
    act: (loop) => loop.upload('a.csv'),
    outcomes: ['deployed'],
    live: 1,
    uploads: { 'a.csv': 'admitted' },
  },
  {
    name: 'a candidate that is tuned from what was found before',
    before: async (loop) => {
      loop.world.deployed = warmWorkload();
      await modelOfA(loop);
    },
    act: (loop) => {
      better(loop);
      loop.upload('b.csv');
    },
    outcomes: ['deployed', 'deployed'],
    live: 2,
    uploads: { 'a.csv': 'admitted', 'b.csv': 'admitted' },
  },
];
