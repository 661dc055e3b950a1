/** Takes a word apart into token ids. */
export type WordModel = (word: string) => readonly number[];
