import { z } from 'zod';

/** What a state machine's Catch leaves. */
export const caughtSchema = z.object({ Error: z.string(), Cause: z.string().default('') });
export type Caught = z.infer<typeof caughtSchema>;
