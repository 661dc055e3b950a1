import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type Configuration, loadConfiguration } from '../../config/load.ts';
import { type WorkloadInput, workloadSchema } from '../../domain/workload/schema.ts';
import { addPlatform } from '../../lib/platform.ts';

// The built-in validation costs seconds and is run by the real synthesis.
process.env.CDK_VALIDATION = 'false';

const cdkJson: { context: Record<string, unknown> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8'),
);

/** An app with the project's own feature flags, which does not bundle functions. */
export const testApp = (): App => new App({ context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] } });

export interface Synthesized {
  readonly app: App;
  readonly configuration: Configuration;
  /** Template of a stack by the last word of its name. */
  readonly template: (stack: string) => Template;
  readonly stacks: readonly string[];
}

/** Synthesizes the stacks of an environment. `change` may alter what its files say. */
export async function synthesize(
  environment: string,
  change: (configuration: Configuration) => Configuration = (same) => same,
): Promise<Synthesized> {
  const app = testApp();
  const configuration = change(await loadConfiguration(environment));
  addPlatform(app, configuration);
  const prefix = `trainyard-${environment}-`;
  const stacks = app.node.children.filter((child) => Stack.isStack(child));
  return {
    app,
    configuration,
    stacks: stacks.map((stack) => stack.node.id.slice(prefix.length)),
    template: (name) => {
      const stack = stacks.find((one) => one.node.id === `${prefix}${name}`);
      if (stack === undefined) throw new Error(`There is no stack ${name}.`);
      return Template.fromStack(stack);
    },
  };
}

/** The configuration with other candidates in its one workload. */
export const withCandidates =
  (candidates: WorkloadInput['candidates']) =>
  (configuration: Configuration): Configuration => ({
    ...configuration,
    workloads: configuration.workloads.map(({ name, labels }) => workloadSchema.parse({ name, labels, candidates })),
  });

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

/** Resources of a type by logical id. */
export const resourcesOf = (template: Template, type: string): Record<string, Resource> =>
  template.findResources(type) as Record<string, Resource>;
