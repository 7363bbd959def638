/** One release in a card's history. */
export interface HistoryLine {
  /** v1.2.3 */
  tag: string;
  /** YYYY-MM-DD */
  date: string;
  rows: number;
  changes: string;
}

const heading = "## Releases";
const tableHead = "| version | date | rows | changes |\n|---|---|---:|---|";

/** The card of a release: the emitted card, and the history of releases at its end, latest first. */
export function releasedCard(emitted: string, history: readonly HistoryLine[]): string {
  const lines = history.map(({ tag, date, rows, changes }) => `| ${tag} | ${date} | ${rows} | ${changes} |`);
  return `${emitted.trimEnd()}\n\n${heading}\n\n${[tableHead, ...lines].join("\n")}\n`;
}

/** Takes a card apart. A card that was never released has no history. */
export function splitCard(card: string): { emitted: string; history: HistoryLine[] } {
  const at = card.lastIndexOf(`\n${heading}\n`);
  if (at === -1) return { emitted: card, history: [] };
  return {
    emitted: `${card.slice(0, at).trimEnd()}\n`,
    history: card
      .slice(at)
      .split("\n")
      .flatMap((line) => readLine(line) ?? []),
  };
}

function readLine(line: string): HistoryLine | null {
  const match = /^\| (v\d+\.\d+\.\d+) \| (\d{4}-\d\d-\d\d) \| (\d+) \| (.*) \|$/.exec(line);
  if (match === null) return null;
  const [, tag = "", date = "", rows = "", changes = ""] = match;
  return { tag, date, rows: Number(rows), changes };
}
