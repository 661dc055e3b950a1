/** Light and dark by the reader's own setting; system fonts, so that nothing is fetched. */
export const STYLE = `
:root { color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #16202e; --soft: #5b6777; --line: #e3e7ec; --track: #edf0f4;
  --accent: #2f6fde; --accent-soft: #2f6fde26; --other: #98a3b3; --bad: #b3372f; --heat: 47, 111, 222; }
@media (prefers-color-scheme: dark) { :root {
  --page: #10151c; --card: #18202a; --ink: #e8edf4; --soft: #97a4b5; --line: #2a3441; --track: #232d39;
  --accent: #6ea2ff; --accent-soft: #6ea2ff2e; --other: #66748a; --bad: #f0837a; --heat: 110, 162, 255; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 64px; }
header { margin-bottom: 24px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 16px; margin: 0 0 4px; }
p { margin: 0; } .soft { color: var(--soft); } .small { font-size: 13px; }
code { font: 12.5px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 22px 24px; margin-top: 18px;
  min-width: 0; }
section > .soft { margin-bottom: 14px; max-width: 70ch; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 0 18px; }
.contest { display: grid; grid-template-columns: 1fr auto 1fr; gap: 18px 28px; align-items: center; }
.contest .figure { font-size: 40px; font-weight: 650; letter-spacing: -0.02em; line-height: 1.15;
  font-variant-numeric: tabular-nums; }
.contest .gap { text-align: center; padding: 10px 18px; border-radius: 999px; background: var(--track); font-weight: 600;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
.contest .champion { text-align: right; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 26px; margin-top: 18px; padding-top: 14px; border-top: 1px solid var(--line); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: right; font-weight: 600; font-size: 12.5px; color: var(--soft); white-space: nowrap; }
td { text-align: right; white-space: nowrap; } th, td { padding: 7px 0 7px 18px; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
tbody tr:last-child td { border-bottom: 0; } tr.chosen td { font-weight: 600; } td.reason { text-align: left; white-space: normal; color: var(--bad); }
.tag { display: inline-block; padding: 1px 8px; border-radius: 999px; font-size: 12px; font-weight: 600; margin-left: 8px;
  background: var(--accent-soft); color: var(--accent); white-space: nowrap; }
.tag.bad { background: transparent; border: 1px solid var(--bad); color: var(--bad); }
.heat { width: auto; min-width: 60%; } .heat th, .heat td { text-align: center; border: 3px solid var(--card); padding: 10px 14px; }
.heat th:first-child { text-align: right; padding-left: 0; } .heat td { border-radius: 8px; min-width: 84px; line-height: 1.3; }
.heat td .small { display: block; }
.bar { position: relative; height: 8px; border-radius: 4px; background: var(--track); min-width: 72px; }
.bar i { position: absolute; inset: 0 auto 0 0; border-radius: 4px; background: var(--accent); }
td.wide { width: 40%; } .findings th, .findings td { text-align: left; }
svg { display: block; width: 100%; max-width: 440px; height: auto; margin: 0 auto; } svg text { fill: var(--soft); font-size: 11px; }
footer { margin-top: 26px; color: var(--soft); font-size: 13px; }
@media (max-width: 640px) { .contest { grid-template-columns: 1fr; } .contest .champion { text-align: left; }
  .contest .gap { justify-self: start; } }
`;
