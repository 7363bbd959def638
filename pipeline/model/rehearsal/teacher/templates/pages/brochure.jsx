import { useState } from "react";
import { content } from "../data";
import { Art, FeatureBand, Hero, Notice } from "../parts";
import { useCollection } from "../store";

const everything = "All";

function ContactForm() {
  const messages = useCollection("messages");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [text, setText] = useState("");
  const [notice, setNotice] = useState("");

  const send = (event) => {
    event.preventDefault();
    if (name.trim() === "" || text.trim() === "" || !/^\S+@\S+\.\S+$/.test(email)) {
      setNotice("Please fill in your name, an e-mail address such as you@example.com and a message.");
      return;
    }
    messages.add({ name: name.trim(), email, text: text.trim() });
    setNotice(`Thank you, ${name.trim()}. We received your message and answer within a day.`);
    setName("");
    setEmail("");
    setText("");
  };

  return (
    <form className="panel form" noValidate={true} onSubmit={send}>
      <h2>Contact us</h2>
      <Notice text={notice} />
      <label>
        Name
        <input value={name} placeholder="Your name" onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        E-mail
        <input
          type="email"
          value={email}
          placeholder="you@example.com"
          onChange={(event) => setEmail(event.target.value)}
        />
      </label>
      <label>
        Message
        <textarea
          value={text}
          placeholder="How can we help?"
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit">Send message</button>
      <p className="meta">Messages sent: {messages.items.length}</p>
    </form>
  );
}

function Quotes({ quotes }) {
  const [at, setAt] = useState(0);
  const quote = quotes[at];
  const turn = (by) => setAt((at + by + quotes.length) % quotes.length);

  return (
    <section className="panel quotes">
      <h2>What people say</h2>
      <blockquote>“{quote.text}”</blockquote>
      <p className="meta">{quote.author}</p>
      <div className="card-foot">
        <button type="button" className="quiet" onClick={() => turn(-1)}>
          ← Previous
        </button>
        <span>
          {at + 1} of {quotes.length}
        </span>
        <button type="button" className="quiet" onClick={() => turn(1)}>
          Next →
        </button>
      </div>
    </section>
  );
}

export default function HomePage() {
  const projects = useCollection("projects");
  const [category, setCategory] = useState(everything);
  const [openId, setOpenId] = useState(null);

  const shown = projects.items.filter((project) => category === everything || project.category === category);
  const toggle = (project) => setOpenId(project.id === openId ? null : project.id);

  return (
    <>
      <Hero facts={content.facts}>
        <button type="button" onClick={() => setCategory(content.categories[0])}>
          Show {content.categories[0]}
        </button>
        <button type="button" className="quiet" onClick={() => setCategory(everything)}>
          Show everything
        </button>
      </Hero>
      <section>
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
        <div className="grid grid-3">
          {shown.map((project) => (
            <article key={project.id} className="card">
              <Art number={project.id} />
              <div className="card-body">
                <small>{project.category}</small>
                <h3>{project.name}</h3>
                <p>{project.note}</p>
                {project.id === openId && <p className="more-text">{project.story}</p>}
                <button type="button" onClick={() => toggle(project)}>
                  {project.id === openId ? "Show less" : "Show details"}
                </button>
              </div>
            </article>
          ))}
        </div>
      </section>
      <FeatureBand />
      <div className="grid grid-2 block">
        <Quotes quotes={content.quotes} />
        <ContactForm />
      </div>
    </>
  );
}
