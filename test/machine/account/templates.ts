import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { type Definition, readDefinition } from '../asl/definition.ts';
import { functionArn, type MachineName, machineArn } from './arns.ts';
import { isStage, type StageName } from './stages.ts';
import { onceForSources } from './synthesis.ts';

/** What the templates say of the state machines and their functions. */
export interface Templates {
  readonly machines: Readonly<Record<MachineName, Definition>>;
  /** Time limit of each stage's function, in seconds. */
  readonly timeoutSeconds: (stage: StageName) => number;
  /** Ends of a run that the `conclude` function is told of. */
  readonly toldEnds: readonly string[];
}

const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.union([z.string(), z.json()]))]) });
const attribute = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });
const imported = z.object({ 'Fn::ImportValue': z.string() });

/** `FunctionsLeaseFunctionD64EF482` is the function of `lease`; the one that advances is the rollout's. */
function stageOfId(logicalId: string): string | undefined {
  const name = /^(?:Functions)?([A-Z][a-z]+)Function[0-9A-F]{8}$/.exec(logicalId)?.[1]?.toLowerCase();
  return name === 'advance' ? 'rollout' : name;
}

/** The name that a reference has in the simulated account; what no state looks at becomes the word `reference`. */
function resolve(reference: unknown): string {
  const id = attribute.safeParse(reference).data?.['Fn::GetAtt'][0];
  const stage = id === undefined ? undefined : stageOfId(id);
  if (stage !== undefined) return functionArn(stage);
  const name = imported.safeParse(reference).data?.['Fn::ImportValue'];
  return name?.includes('RolloutMachine') === true ? machineArn('rollout') : 'reference';
}

function definitionIn(template: Template): string {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const { 'Fn::Join': join } = joined.parse(machine?.Properties.DefinitionString);
  return join[1].map((part) => (typeof part === 'string' ? part : resolve(part))).join('');
}

function timeoutsIn(template: Template): [string, number][] {
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
  return functions.flatMap(([id, { Properties }]) => {
    const stage = stageOfId(id);
    return stage !== undefined && isStage(stage) ? [[stage, z.int().parse(Properties.Timeout)]] : [];
  });
}

const ruleSchema = z.object({ detail: z.object({ status: z.array(z.string()) }) });

function toldEndsIn(template: Template): string[] {
  const rules = Object.values(template.findResources('AWS::Events::Rule'));
  return rules.flatMap(({ Properties }) => ruleSchema.safeParse(Properties.EventPattern).data?.detail.status ?? []);
}

const extract = z.object({
  retrain: z.string(),
  rollout: z.string(),
  timeouts: z.record(z.string(), z.int()),
  toldEnds: z.array(z.string()),
});

/** What is needed of the templates of `staging`. */
async function synthesizeExtract(): Promise<string> {
  const { synthesize } = await import('../../lib/synthesize.ts');
  const { template } = await synthesize('staging');
  const training = template('training');
  const serving = template('serving');
  const extracted: z.infer<typeof extract> = {
    retrain: definitionIn(training),
    rollout: definitionIn(serving),
    timeouts: Object.fromEntries([...timeoutsIn(training), ...timeoutsIn(serving)]),
    toldEnds: toldEndsIn(training),
  };
  return JSON.stringify(extracted);
}

async function read(): Promise<Templates> {
  const { retrain, rollout, timeouts, toldEnds } = extract.parse(
    JSON.parse(await onceForSources('machines', synthesizeExtract)),
  );
  return {
    machines: { retrain: readDefinition(retrain), rollout: readDefinition(rollout) },
    timeoutSeconds: (stage) => {
      const seconds = timeouts[stage];
      if (seconds === undefined) throw new Error(`The templates have no function of ${stage}.`);
      return seconds;
    },
    toldEnds,
  };
}

let templates: Promise<Templates> | undefined;

/** What the templates of `staging` say, synthesized once. */
export function synthesized(): Promise<Templates> {
  templates ??= read();
  return templates;
}
