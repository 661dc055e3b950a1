import { html, type Markup } from '../../../domain/html/markup.ts';

/** Of Okabe and Ito's palette, which people with any colour vision can tell apart; light and dark pages bear them. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b58900', '#56b4e9'];

/** The colour of the run at a place; there are no more colours than that. */
export const colourOf = (place: number): string => COLOURS[place % COLOURS.length] ?? '';

/** A run's id behind a patch of its colour. */
export const runMark = (runId: string, place: number): Markup =>
  html`<span class="mark" style="background:${colourOf(place)}"></span><code>${runId}</code>`;
