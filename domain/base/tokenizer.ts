import { z } from 'zod';
import { PlatformError } from '../errors.ts';

const tokenizerSchema = z.object({ model: z.object({ vocab: z.unknown() }) });

/** Checks that `tokenizer.json` is what the tokenizers library writes. Throws `BASE_INVALID`. */
export function checkTokenizer(text: string): void {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    content = undefined;
  }
  const vocabulary = tokenizerSchema.safeParse(content).data?.model.vocab;
  if (vocabulary !== undefined && vocabulary !== null) return;
  throw new PlatformError('BASE_INVALID', 'tokenizer.json is no tokenizer with a vocabulary.', {
    next: 'Fetch the base again from its source, or write it with `AutoTokenizer.from_pretrained(…).save_pretrained(…)`.',
  });
}
