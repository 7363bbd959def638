import { useState } from "react";
import { content } from "../data";
import { FeatureBand, Hero, Notice } from "../parts";
import { useCollection } from "../store";

const everyone = "Everyone";

export default function HomePage() {
  const tasks = useCollection("tasks");
  const [title, setTitle] = useState("");
  const [person, setPerson] = useState(everyone);
  const [notice, setNotice] = useState("");

  const addTask = (event) => {
    event.preventDefault();
    if (title.trim() === "") {
      setNotice(`Please name the ${content.itemWord} first.`);
      return;
    }
    tasks.add({
      title: title.trim(),
      person: person === everyone ? content.people[0] : person,
      column: content.columns[0],
      due: "This week",
      tag: content.tags[0],
    });
    setNotice(`"${title.trim()}" was added to ${content.columns[0]}.`);
    setTitle("");
  };

  const move = (task, by) => {
    const column = content.columns[content.columns.indexOf(task.column) + by];
    if (column === undefined) return;
    tasks.update(task.id, { column });
    setNotice(`"${task.title}" moved to ${column}.`);
  };

  const remove = (task) => {
    tasks.remove(task.id);
    setNotice(`"${task.title}" was removed.`);
  };

  const shown = tasks.items.filter((task) => person === everyone || task.person === person);
  const done = tasks.items.filter((task) => task.column === content.columns.at(-1)).length;

  return (
    <>
      <Hero
        facts={[
          { label: `All ${content.itemsWord}`, value: tasks.items.length },
          { label: "Finished", value: done },
          { label: "People", value: content.people.length },
        ]}
      >
        <form className="inline" onSubmit={addTask}>
          <input
            placeholder={`New ${content.itemWord}`}
            aria-label={`New ${content.itemWord}`}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
          <button type="submit">Add {content.itemWord}</button>
        </form>
      </Hero>
      <Notice text={notice} />
      <div className="toolbar">
        <h2>{content.heading}</h2>
        <div className="chips">
          {[everyone, ...content.people].map((name) => (
            <button
              key={name}
              type="button"
              className={name === person ? "chip chosen" : "chip"}
              disabled={name === person}
              onClick={() => setPerson(name)}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
      <div className="board">
        {content.columns.map((column, at) => (
          <section key={column} className="lane">
            <h3>
              {column} <span className="count">{shown.filter((task) => task.column === column).length}</span>
            </h3>
            {shown
              .filter((task) => task.column === column)
              .map((task) => (
                <article key={task.id} className="panel task">
                  <small>{task.tag}</small>
                  <strong>{task.title}</strong>
                  <p className="meta">
                    {task.person} · {task.due}
                  </p>
                  <div className="card-foot">
                    <button
                      type="button"
                      className="quiet"
                      aria-label={`Move ${task.title} back`}
                      disabled={at === 0}
                      onClick={() => move(task, -1)}
                    >
                      ← Back
                    </button>
                    <button
                      type="button"
                      className="quiet"
                      aria-label={`Move ${task.title} on`}
                      disabled={at === content.columns.length - 1}
                      onClick={() => move(task, 1)}
                    >
                      Next →
                    </button>
                    <button
                      type="button"
                      className="quiet"
                      aria-label={`Remove ${task.title}`}
                      onClick={() => remove(task)}
                    >
                      ✕
                    </button>
                  </div>
                </article>
              ))}
          </section>
        ))}
      </div>
      <FeatureBand />
    </>
  );
}
