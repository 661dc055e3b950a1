import { z } from 'zod';
import { sha256Hex } from '../../digest.ts';
import { descriptionBase } from './description-base.ts';

const preprocessingSchema = z.strictObject({
  /** Tokens of a text at most, those that the tokenizer adds included; what comes after them is cut off. */
  maxTokens: z.int().min(8).max(4096),
  /** Id that fills the shorter texts of a batch; `attention_mask` is 0 there. */
  padTokenId: z
    .int()
    .min(0)
    .max(2 ** 19),
});
export type TransformerPreprocessing = z.infer<typeof preprocessingSchema>;

/**
 * A fine-tuned encoder with its tokenizer (`tokenizer.json` of Hugging Face's tokenizers). The graph takes `input_ids`
 * and `attention_mask` int64 [batch, tokens] and gives `probabilities` float32 [batch, labels].
 */
export const transformerDescriptionSchema = z.strictObject({
  ...descriptionBase,
  family: z.literal('transformer'),
  preprocessing: preprocessingSchema,
  files: z.strictObject({ 'model.onnx': sha256Hex, 'tokenizer.json': sha256Hex }),
});
