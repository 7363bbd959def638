/** Reasoning that some models write in front of the reply is kept apart and never parsed for files. */
export function splitReasoning(text: string): { reasoning: string | null; visible: string } {
  const open = /^\s*<think(?:ing)?>/i.exec(text);
  if (open === null) return { reasoning: null, visible: text };
  const close = /<\/think(?:ing)?>/i.exec(text);
  if (close === null) return { reasoning: text.slice(open[0].length), visible: "" };
  return {
    reasoning: text.slice(open[0].length, close.index),
    visible: text.slice(close.index + close[0].length),
  };
}
