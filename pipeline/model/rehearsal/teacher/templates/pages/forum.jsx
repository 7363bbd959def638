import { useState } from "react";
import { content } from "../data";
import { FeatureBand, Hero, Notice } from "../parts";
import { useCollection } from "../store";

const everything = "All topics";

function Thread({ thread, vote, reply, close }) {
  const [text, setText] = useState("");

  const send = (event) => {
    event.preventDefault();
    if (text.trim() === "") return;
    reply(thread, text.trim());
    setText("");
  };

  return (
    <article className="panel reading block">
      <button type="button" className="quiet" onClick={close}>
        ← All posts
      </button>
      <p className="eyebrow">{thread.topic}</p>
      <h1>{thread.title}</h1>
      <p className="meta">
        {thread.author} · {thread.date}
      </p>
      <p className="lead">{thread.text}</p>
      <button type="button" onClick={() => vote(thread)}>
        Like ({thread.votes})
      </button>
      <h2>Replies ({thread.replies.length})</h2>
      <ul className="entries">
        {thread.replies.map((each) => (
          <li key={`${each.author}: ${each.text}`}>
            <div>
              <strong>{each.author}</strong>
              <p>{each.text}</p>
            </div>
          </li>
        ))}
      </ul>
      <form className="form" onSubmit={send}>
        <label>
          Your reply
          <textarea
            value={text}
            placeholder="Write a reply"
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <button type="submit">Send reply</button>
      </form>
    </article>
  );
}

export default function HomePage() {
  const threads = useCollection("threads");
  const [openId, setOpenId] = useState(null);
  const [topic, setTopic] = useState(everything);
  const [search, setSearch] = useState("");
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [notice, setNotice] = useState("");

  const vote = (thread) => threads.update(thread.id, { votes: thread.votes + 1 });
  const reply = (thread, said) =>
    threads.update(thread.id, { replies: [...thread.replies, { author: "You", text: said }] });

  const publish = (event) => {
    event.preventDefault();
    if (title.trim() === "") {
      setNotice("Please give your post a title.");
      return;
    }
    threads.add({
      title: title.trim(),
      text: text.trim() || title.trim(),
      topic: topic === everything ? content.topics[0] : topic,
      author: "You",
      date: "Just now",
      votes: 0,
      replies: [],
    });
    setNotice(`Your post "${title.trim()}" is published.`);
    setTitle("");
    setText("");
  };

  const open = threads.items.find((thread) => thread.id === openId);
  if (open) return <Thread thread={open} vote={vote} reply={reply} close={() => setOpenId(null)} />;

  const shown = threads.items.filter(
    (thread) =>
      (topic === everything || thread.topic === topic) &&
      `${thread.title} ${thread.text} ${thread.author}`.toLowerCase().includes(search.trim().toLowerCase()),
  );

  return (
    <>
      <Hero facts={[...content.facts, { label: "Posts", value: threads.items.length }]}>
        <input
          type="search"
          placeholder="Search posts"
          aria-label="Search posts"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </Hero>
      <Notice text={notice} />
      <div className="columns">
        <section>
          <div className="chips">
            {[everything, ...content.topics].map((name) => (
              <button
                key={name}
                type="button"
                className={name === topic ? "chip chosen" : "chip"}
                disabled={name === topic}
                onClick={() => setTopic(name)}
              >
                {name}
              </button>
            ))}
          </div>
          {shown.map((thread) => (
            <article key={thread.id} className="panel thread">
              <button
                type="button"
                className="vote"
                aria-label={`Like ${thread.title}`}
                onClick={() => vote(thread)}
              >
                ▲ {thread.votes}
              </button>
              <div>
                <small>
                  {thread.topic} · {thread.author} · {thread.date}
                </small>
                <h3>{thread.title}</h3>
                <p>{thread.text}</p>
                <button type="button" className="quiet" onClick={() => setOpenId(thread.id)}>
                  Read and answer ({thread.replies.length})
                </button>
              </div>
            </article>
          ))}
          {shown.length === 0 && <p className="empty">No posts yet. Write the first one.</p>}
        </section>
        <form className="panel form sticky" onSubmit={publish}>
          <h2>New post</h2>
          <label>
            Title
            <input
              value={title}
              placeholder="Title of your post"
              onChange={(event) => setTitle(event.target.value)}
            />
          </label>
          <label>
            Text
            <textarea
              value={text}
              placeholder="What do you think?"
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <button type="submit">Publish post</button>
        </form>
      </div>
      <FeatureBand />
    </>
  );
}
