/** The stages of a run, in order. A stage has one name, used for its module, Lambda or container entry, state, test and log field. */
export const STAGES = [
  'admit',
  'lease',
  'prepare',
  'train',
  'evaluate',
  'gate',
  'register',
  'approve',
  'rollout',
  'conclude',
] as const;

export type Stage = (typeof STAGES)[number];
