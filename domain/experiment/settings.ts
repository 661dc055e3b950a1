import type { Experiment, ExperimentCandidate, ParameterValues } from './experiment.ts';

/** One thing that a run was given. */
export interface Setting {
  readonly name: string;
  readonly value: ParameterValues[string];
  /** Whose it is; undefined for one of the whole run. */
  readonly candidate?: string;
}

/** Everything that a run was given and that may make it differ from another one: data, parameters, code, packages. */
export const settingsOf = (experiment: Experiment): Setting[] => [
  ...datasetSettings(experiment),
  { name: 'candidates', value: experiment.candidates.map(({ name }) => name).join(', ') },
  ...Object.entries(experiment.parameters).map(([name, value]) => ({ name, value })),
  ...experiment.candidates.flatMap(candidateSettings),
  { name: 'inference image', value: tagOf(experiment.inferenceImage) },
];

function datasetSettings({ lineage }: Experiment): Setting[] {
  const { dataset, uploads } = lineage;
  return [
    { name: 'uploads', value: uploads.length },
    ...(dataset === undefined
      ? []
      : [
          { name: 'dataset', value: dataset.id.slice(0, 12) },
          { name: 'dataset version', value: dataset.version },
          ...Object.entries(dataset.rowsPerSplit).map(([split, rows]) => ({ name: `rows to ${split}`, value: rows })),
        ]),
  ];
}

function candidateSettings({
  name,
  family,
  parameters,
  image,
  sourceSha256,
  base,
  packages = {},
}: ExperimentCandidate): Setting[] {
  const all: ParameterValues = {
    family,
    ...parameters,
    ...(image === undefined ? {} : { image: tagOf(image) }),
    ...(sourceSha256 === undefined ? {} : { source: sourceSha256.slice(0, 12) }),
    ...(base?.digest === undefined ? {} : { 'base digest': base.digest.slice(0, 12) }),
    ...Object.fromEntries(Object.entries(packages).map(([library, version]) => [`package ${library}`, version])),
  };
  return Object.entries(all).map(([member, value]) => ({ name: `${name}.${member}`, value, candidate: name }));
}

/** An image's tag is the hash of what it was built from; its registry is where it was deployed. */
const tagOf = (image: string): string => image.slice(image.lastIndexOf(':') + 1).slice(0, 12);
