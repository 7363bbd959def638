import { people } from "../brief/people.ts";
import type { PageKind } from "./page-kind.ts";
import { numbered } from "./rows.ts";

const columns = ["To do", "In progress", "Done"] as const;
const due = ["Today", "Tomorrow", "This week", "Next week"] as const;

/** Tasks on a board of three columns, by person. */
export const board: PageKind = {
  id: "board",
  clue: /\b(?:tasks?|projects?|to-?dos?|kanban|boards?|milestones?|sprints?|progress|assign\w*|schedul\w*|notes?|note-taking|plans?|planning|collaborat\w*|productivity|workflow)\b/gi,
  homeLabel: "Board",
  mainHandler: "onSubmit={addTask}",
  data({ subject, features }, random) {
    const tags = subject.categories;
    const names = [
      ...features.map(({ name }) => `Prepare: ${name.toLowerCase()}`),
      ...random.shuffle(subject.names).map((name) => `Look after: ${name}`),
    ].slice(0, 10);
    const team = people.slice(0, 4);
    const tasks = names.map((title, at) => ({
      title,
      person: team[at % team.length] ?? people[0],
      column: columns[at % columns.length] ?? columns[0],
      due: random.pick(due),
      tag: tags[at % tags.length] ?? "",
    }));
    return {
      content: {
        columns,
        people: team,
        tags,
        itemWord: "task",
        itemsWord: "tasks",
        heading: "Who does what",
      },
      collections: { tasks: numbered(tasks) },
    };
  },
};
