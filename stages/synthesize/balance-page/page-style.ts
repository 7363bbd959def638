import { chartColors, chartRules, darkChartColors } from "../../../pipeline/charts/chart-style.ts";

/** Colors follow the reader's preference; all text keeps a contrast of 4.5 or more on its ground. */
export const pageStyle = `
:root { color-scheme: light dark; --ground: #ffffff; ${chartColors} }
@media (prefers-color-scheme: dark) { :root { --ground: #14181f; ${darkChartColors} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1360px; margin: 0 auto; padding: 24px 20px 64px; }
h1 { font-size: 24px; line-height: 1.25; margin: 8px 0 20px; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 36px 0 12px; overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px; margin: 0; }
.tiles div { background: var(--panel); border-radius: 8px; padding: 10px 14px; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.tiles dt { color: var(--quiet); font-size: 13px; }
.tiles dd { margin: 0; font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 480px), 1fr)); gap: 20px 28px; align-items: start; }
figure { margin: 0; min-width: 0; background: var(--panel); border-radius: 8px; padding: 12px 16px; }
figcaption { font-weight: 600; margin-bottom: 8px; }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; }
${chartRules}.note { color: var(--quiet); font-size: 13px; margin: 6px 0 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 16px 5px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { color: var(--quiet); font-weight: 600; }
`;
