import { z } from 'zod';

/** The part of a botocore service model that checking a message needs. */
const shape = z.object({
  type: z.enum([
    'structure',
    'list',
    'map',
    'string',
    'integer',
    'long',
    'float',
    'double',
    'boolean',
    'timestamp',
    'blob',
  ]),
  members: z.record(z.string(), z.object({ shape: z.string() })).optional(),
  required: z.array(z.string()).optional(),
  member: z.object({ shape: z.string() }).optional(),
  key: z.object({ shape: z.string() }).optional(),
  value: z.object({ shape: z.string() }).optional(),
  enum: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  union: z.boolean().optional(),
});

const operation = z.object({
  input: z.object({ shape: z.string() }).optional(),
  output: z.object({ shape: z.string() }).optional(),
});

export const serviceModel = z.object({
  operations: z.record(z.string(), operation),
  shapes: z.record(z.string(), shape),
});

export type Shape = z.infer<typeof shape>;
export type ServiceModel = z.infer<typeof serviceModel>;

/** The operations named and every shape they reach: about a twentieth of the whole model. */
export function reduceModel(model: ServiceModel, operations: readonly string[]): ServiceModel {
  const kept: ServiceModel = { operations: {}, shapes: {} };
  const visit = (name: string): void => {
    const found = model.shapes[name];
    if (found === undefined || kept.shapes[name] !== undefined) return;
    kept.shapes[name] = found;
    const members = Object.values(found.members ?? {});
    for (const next of [...members, found.member, found.key, found.value]) if (next) visit(next.shape);
  };
  for (const name of operations) {
    const found = model.operations[name];
    if (found === undefined) throw new Error(`The service model has no operation ${name}`);
    kept.operations[name] = found;
    for (const side of [found.input, found.output]) if (side) visit(side.shape);
  }
  return kept;
}
