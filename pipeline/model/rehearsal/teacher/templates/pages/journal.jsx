import { useState } from "react";
import { content } from "../data";
import { Art, FeatureBand, Hero, Notice } from "../parts";
import { useCollection } from "../store";

const everything = "All topics";

function Article({ article, like, close }) {
  const comments = useCollection("comments");
  const [author, setAuthor] = useState("");
  const [text, setText] = useState("");
  const [notice, setNotice] = useState("");
  const own = comments.items.filter((comment) => comment.articleId === article.id);

  const send = (event) => {
    event.preventDefault();
    if (text.trim() === "") {
      setNotice("Please write a comment first.");
      return;
    }
    comments.add({ articleId: article.id, author: author.trim() || "Guest", text: text.trim() });
    setText("");
    setNotice("Your comment is published.");
  };

  return (
    <article className="panel reading block">
      <button type="button" className="quiet" onClick={close}>
        ← All articles
      </button>
      <p className="eyebrow">{article.category}</p>
      <h1>{article.title}</h1>
      <p className="meta">
        {article.author} · {article.date} · {article.minutes} min read
      </p>
      <Art number={article.id} />
      <p className="lead">{article.lead}</p>
      {article.paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <button type="button" onClick={() => like(article)}>
        Like ({article.likes})
      </button>
      <h2>Comments ({own.length})</h2>
      <Notice text={notice} />
      <ul className="entries">
        {own.map((comment) => (
          <li key={comment.id}>
            <div>
              <strong>{comment.author}</strong>
              <p>{comment.text}</p>
            </div>
          </li>
        ))}
      </ul>
      <form className="form" onSubmit={send}>
        <label>
          Name
          <input value={author} placeholder="Your name" onChange={(event) => setAuthor(event.target.value)} />
        </label>
        <label>
          Comment
          <textarea
            value={text}
            placeholder="Your comment"
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <button type="submit">Publish comment</button>
      </form>
    </article>
  );
}

export default function HomePage() {
  const articles = useCollection("articles");
  const [openId, setOpenId] = useState(null);
  const [category, setCategory] = useState(everything);
  const [search, setSearch] = useState("");
  const [saved, setSaved] = useState([]);

  const open = articles.items.find((article) => article.id === openId);
  const like = (article) => articles.update(article.id, { likes: article.likes + 1 });
  const toggleSaved = (id) =>
    setSaved(saved.includes(id) ? saved.filter((other) => other !== id) : [...saved, id]);

  if (open) return <Article article={open} like={like} close={() => setOpenId(null)} />;

  const shown = articles.items.filter(
    (article) =>
      (category === everything || article.category === category) &&
      `${article.title} ${article.lead} ${article.author}`
        .toLowerCase()
        .includes(search.trim().toLowerCase()),
  );

  return (
    <>
      <Hero facts={[...content.facts, { label: "In your reading list", value: saved.length }]}>
        <input
          type="search"
          placeholder={`Search ${content.itemsWord}`}
          aria-label={`Search ${content.itemsWord}`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </Hero>
      <div className="toolbar">
        <h2>{content.heading}</h2>
        <div className="chips">
          {[everything, ...content.categories].map((name) => (
            <button
              key={name}
              type="button"
              className={name === category ? "chip chosen" : "chip"}
              disabled={name === category}
              onClick={() => setCategory(name)}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
      <div className="grid grid-3 articles">
        {shown.map((article) => (
          <article key={article.id} className="card">
            <Art number={article.id} />
            <div className="card-body">
              <small>
                {article.category} · {article.date}
              </small>
              <h3>{article.title}</h3>
              <p>{article.lead}</p>
              <div className="card-foot">
                <button type="button" onClick={() => setOpenId(article.id)}>
                  Read article
                </button>
                <button type="button" className="quiet" onClick={() => toggleSaved(article.id)}>
                  {saved.includes(article.id) ? "Saved ✓" : "Save"}
                </button>
              </div>
            </div>
          </article>
        ))}
      </div>
      {shown.length === 0 && <p className="empty">No {content.itemsWord} match your search.</p>}
      <FeatureBand />
    </>
  );
}
