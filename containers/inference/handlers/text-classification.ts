import { defineHandler } from '../define-handler.ts';

/** The platform's own: texts in, label and scores of each out. */
export default defineHandler();
