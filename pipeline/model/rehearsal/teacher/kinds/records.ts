import { capitalize } from "../brief/phrases.ts";
import type { PageKind } from "./page-kind.ts";
import { itemsOf, numbered } from "./rows.ts";

const stages = ["New", "In progress", "Approved", "Closed"] as const;

/** A table of business records: searched, sorted, paged, added to, moved on and deleted. */
export const records: PageKind = {
  id: "records",
  clue: /\b(?:crm|erp|management|customers?|clients?|inventory|suppliers?|employees?|attendance|permissions?|administrat\w*|records?|enterprise|internal|approval|warehouse|logistics|policy|claims?|contracts?)\b/gi,
  homeLabel: "Records",
  mainHandler: "onSubmit={addRecord}",
  data(brief, random) {
    const { subject, features } = brief;
    const items = itemsOf(brief, random);
    const more = features.slice(0, 5).map(({ name }, at) => ({ ...items[at % items.length], name }));
    const rows = [...items, ...more].map((item) => ({
      name: item.name,
      owner: item.person ?? "You",
      stage: random.pick(stages),
      value: 50 + random.below(9950),
      date: item.date ?? "Today",
    }));
    return {
      content: {
        stages,
        itemWord: subject.singular,
        itemsWord: subject.plural,
        itemsTitle: capitalize(subject.plural),
        heading: `All ${subject.plural}`,
        ownerWord: "Person in charge",
        valueWord: "Value",
        columns: [
          { field: "name", label: capitalize(subject.singular) },
          { field: "owner", label: "Person in charge" },
          { field: "stage", label: "Stage" },
          { field: "value", label: "Value" },
        ],
      },
      collections: { records: numbered(rows) },
    };
  },
};
