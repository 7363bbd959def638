import type { PageKind } from "./page-kind.ts";
import { itemsOf, numbered } from "./rows.ts";

/** Folders, a list of messages, one of them open, and a form for a new one. */
export const mailbox: PageKind = {
  id: "mailbox",
  clue: /\b(?:e-?mails?|gmail|inbox|mailbox\w*|smtp|newsletter|instant messag\w*|chat\w*|sms|private messages?)\b/gi,
  homeLabel: "Inbox",
  mainHandler: "onClick={compose}",
  data(brief, random) {
    const { features } = brief;
    const mails = itemsOf(brief, random).map((item, at) => ({
      folder: at < 7 ? "Inbox" : "Sent",
      person: item.person,
      subject: item.name,
      text: `Hello, this is about "${item.name}". ${item.note} Please have a look at ${features[at % features.length]?.name.toLowerCase() ?? "it"} when you find the time. Kind regards, ${item.person}`,
      date: item.date,
      read: at > 2,
      starred: at === 1,
    }));
    return { content: { composeLabel: "Compose" }, collections: { mails: numbered(mails) } };
  },
};
