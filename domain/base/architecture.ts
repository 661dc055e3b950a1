import { z } from 'zod';
import { PlatformError } from '../errors.ts';

/** `model_type` of the encoders that can be fine-tuned, exported and served. MiniLM is a `bert`. */
export const ARCHITECTURES = ['bert', 'roberta', 'distilbert', 'deberta', 'deberta-v2'] as const;

export interface BaseArchitecture {
  readonly architecture: (typeof ARCHITECTURES)[number];
  readonly hiddenSize: number;
  readonly layers: number;
  /** Tokens that it can read at once. */
  readonly maxPositions: number;
}

const size = z.int().min(1);
const common = { hidden_size: size, num_hidden_layers: size, max_position_embeddings: size };

/** What `config.json` says, of which each architecture has its own words. */
const configSchema = z.discriminatedUnion('model_type', [
  z.object({ model_type: z.literal('bert'), ...common }),
  z.object({ model_type: z.literal('roberta'), ...common, pad_token_id: z.int().min(0).default(1) }),
  z.object({ model_type: z.literal('distilbert'), dim: size, n_layers: size, max_position_embeddings: size }),
  z.object({ model_type: z.literal('deberta'), ...common }),
  z.object({ model_type: z.literal('deberta-v2'), ...common }),
]);

const typeSchema = z.object({ model_type: z.string() });

/** Reads `config.json`. Throws `BASE_INVALID` for one of another architecture, or that lacks a size. */
export function readArchitecture(text: string): BaseArchitecture {
  const content = jsonOf(text);
  const type = typeSchema.safeParse(content).data?.model_type;
  if (type === undefined) {
    throw new PlatformError('BASE_INVALID', 'config.json names no model_type.', {
      next: 'Take the folder that `save_pretrained` of the transformers package wrote.',
    });
  }
  if (!ARCHITECTURES.some((known) => known === type)) {
    throw new PlatformError('BASE_INVALID', `The architecture ${type} is not supported.`, {
      next: `Choose a base of one of these architectures: ${ARCHITECTURES.join(', ')}.`,
    });
  }
  const parsed = configSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new PlatformError('BASE_INVALID', `config.json has no usable ${issue?.path.join('.')}.`, {
      next: 'Fetch the base again from its source.',
    });
  }
  return architectureOf(parsed.data);
}

function architectureOf(config: z.infer<typeof configSchema>): BaseArchitecture {
  switch (config.model_type) {
    case 'distilbert':
      return {
        architecture: 'distilbert',
        hiddenSize: config.dim,
        layers: config.n_layers,
        maxPositions: config.max_position_embeddings,
      };
    case 'roberta':
      // Its first position comes after the padding's.
      return { ...sizes(config), maxPositions: config.max_position_embeddings - config.pad_token_id - 1 };
    default:
      return sizes(config);
  }
}

const sizes = (config: Exclude<z.infer<typeof configSchema>, { model_type: 'distilbert' }>): BaseArchitecture => ({
  architecture: config.model_type,
  hiddenSize: config.hidden_size,
  layers: config.num_hidden_layers,
  maxPositions: config.max_position_embeddings,
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PlatformError('BASE_INVALID', 'config.json is not JSON.', {
      next: 'Fetch the base again from its source.',
      cause,
    });
  }
}
