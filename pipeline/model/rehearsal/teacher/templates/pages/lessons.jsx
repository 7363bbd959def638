import { useState } from "react";
import { content } from "../data";
import { Art, FeatureBand, Hero } from "../parts";
import { useCollection } from "../store";

function Quiz({ lesson, finish }) {
  const [chosen, setChosen] = useState(null);
  const right = chosen === lesson.answer;

  return (
    <div className="panel quiz">
      <h2>Check yourself</h2>
      <p>{lesson.question}</p>
      <div className="chips">
        {lesson.choices.map((choice) => (
          <button
            key={choice}
            type="button"
            className={choice === chosen ? "chip chosen" : "chip"}
            disabled={choice === chosen}
            onClick={() => setChosen(choice)}
          >
            {choice}
          </button>
        ))}
      </div>
      {chosen !== null && (
        <p className="notice" role="status">
          {right ? "Correct, well done." : "Not quite. Try another answer."}
        </p>
      )}
      <button type="button" disabled={!right} onClick={() => finish(lesson)}>
        {lesson.done ? "Finished ✓" : "Finish lesson"}
      </button>
    </div>
  );
}

export default function HomePage() {
  const lessons = useCollection("lessons");
  const [openId, setOpenId] = useState(1);
  const [search, setSearch] = useState("");

  const done = lessons.items.filter((lesson) => lesson.done).length;
  const percent = Math.round((done / Math.max(1, lessons.items.length)) * 100);
  const open = lessons.items.find((lesson) => lesson.id === openId);
  const shown = lessons.items.filter((lesson) =>
    `${lesson.title} ${lesson.chapter}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  const finish = (lesson) => lessons.update(lesson.id, { done: true });

  return (
    <>
      <Hero
        facts={[
          { label: "Lessons", value: lessons.items.length },
          { label: "Finished", value: done },
          { label: "Progress", value: `${percent} %` },
        ]}
      >
        <input
          type="search"
          placeholder="Search lessons"
          aria-label="Search lessons"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </Hero>
      <div className="columns lessons">
        <aside className="panel">
          <h2>{content.heading}</h2>
          <div className="progress">
            <i style={{ width: `${percent}%` }} />
          </div>
          {content.chapters.map((chapter) => (
            <div key={chapter}>
              <h3>{chapter}</h3>
              {shown
                .filter((lesson) => lesson.chapter === chapter)
                .map((lesson) => (
                  <button
                    key={lesson.id}
                    type="button"
                    className={lesson.id === openId ? "mail chosen" : "mail"}
                    disabled={lesson.id === openId}
                    onClick={() => setOpenId(lesson.id)}
                  >
                    <span>
                      {lesson.done ? "✓ " : ""}
                      {lesson.title}
                    </span>
                    <small>{lesson.minutes} min</small>
                  </button>
                ))}
            </div>
          ))}
          {shown.length === 0 && <p className="empty">No lessons match your search.</p>}
        </aside>
        {open && (
          <section>
            <article className="panel reading">
              <p className="eyebrow">{open.chapter}</p>
              <h1>{open.title}</h1>
              <Art number={open.id} />
              {open.paragraphs.map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </article>
            <Quiz key={open.id} lesson={open} finish={finish} />
          </section>
        )}
      </div>
      <FeatureBand />
    </>
  );
}
