/** Colors of charts by their part; all text keeps a contrast of 4.5 or more on its ground. */
export const chartColors =
  "--panel: #f5f6f8; --ink: #1c2330; --quiet: #566073; --rule: #d5d9e0; --bar: #3b6fb6; --rest: #b9cbe4; --even: #1c2330; --over: #a3480f; --under: #6a3ea1;";
export const darkChartColors =
  "--panel: #1d232c; --ink: #e8ebf0; --quiet: #a3adbd; --rule: #333c49; --bar: #6ea3e8; --rest: #3a4f6e; --even: #e8ebf0; --over: #f0a36b; --under: #c3a3f0;";

/** CSS rules of the marks of charts. */
export const chartRules = `.label, .count { fill: var(--ink); }
.count { paint-order: stroke; stroke: var(--panel); stroke-width: 3px; }
.tick { fill: var(--quiet); font-size: 11px; }
.bar { fill: var(--bar); }
.rest { fill: var(--rest); }
.axis { stroke: var(--rule); }
.even { stroke: var(--even); stroke-dasharray: 3 3; opacity: 0.55; }
.swatch { stroke: var(--quiet); }
.over { fill: var(--over); }
.under { fill: var(--under); }
`;
