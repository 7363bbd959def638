import { useState } from "react";
import { content } from "../data";
import { FeatureBand, Hero, Notice } from "../parts";
import { useCollection } from "../store";

const folders = ["Inbox", "Starred", "Sent", "Trash"];
const blank = { to: "", subject: "", text: "" };

function isIn(folder, mail) {
  return folder === "Starred" ? mail.starred && mail.folder !== "Trash" : mail.folder === folder;
}

export default function HomePage() {
  const mails = useCollection("mails");
  const [folder, setFolder] = useState("Inbox");
  const [openId, setOpenId] = useState(1);
  const [search, setSearch] = useState("");
  const [draft, setDraft] = useState(null);
  const [notice, setNotice] = useState("");

  const shown = mails.items.filter(
    (mail) =>
      isIn(folder, mail) &&
      `${mail.person} ${mail.subject} ${mail.text}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  const open = mails.items.find((mail) => mail.id === openId);

  const read = (mail) => {
    setDraft(null);
    setOpenId(mail.id);
    if (!mail.read) mails.update(mail.id, { read: true });
  };

  const compose = () => setDraft(blank);

  const send = (event) => {
    event.preventDefault();
    if (draft.to.trim() === "" || draft.subject.trim() === "") {
      setNotice("Please enter a recipient and a subject.");
      return;
    }
    mails.add({
      folder: "Sent",
      person: draft.to.trim(),
      subject: draft.subject.trim(),
      text: draft.text,
      date: "Now",
      read: true,
      starred: false,
    });
    setNotice(`Sent to ${draft.to.trim()}.`);
    setDraft(null);
    setFolder("Sent");
  };

  const discard = (mail) => {
    mails.update(mail.id, { folder: "Trash" });
    setNotice(`"${mail.subject}" is in the trash.`);
  };

  return (
    <>
      <Hero
        facts={[
          { label: "Unread", value: mails.items.filter((mail) => !mail.read).length },
          { label: "Messages", value: mails.items.length },
        ]}
      >
        <input
          type="search"
          placeholder="Search messages"
          aria-label="Search messages"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <button type="button" onClick={compose}>
          {content.composeLabel}
        </button>
      </Hero>
      <Notice text={notice} />
      <div className="mailbox">
        <aside className="panel folders">
          {folders.map((name) => (
            <button
              key={name}
              type="button"
              className={name === folder ? "chip chosen" : "chip"}
              disabled={name === folder}
              onClick={() => setFolder(name)}
            >
              {name} ({mails.items.filter((mail) => isIn(name, mail)).length})
            </button>
          ))}
        </aside>
        <section className="panel">
          <h2>{folder}</h2>
          {shown.map((mail) => (
            <button
              key={mail.id}
              type="button"
              className={mail.id === openId ? "mail chosen" : "mail"}
              disabled={mail.id === openId}
              onClick={() => read(mail)}
            >
              <span>
                {mail.read ? mail.person : <strong>{mail.person}</strong>}
                <small>{mail.date}</small>
              </span>
              <span>{mail.subject}</span>
            </button>
          ))}
          {shown.length === 0 && <p className="empty">There is nothing here.</p>}
        </section>
        {draft && (
          <form className="panel form" onSubmit={send}>
            <h2>New message</h2>
            <label>
              To
              <input
                value={draft.to}
                placeholder="name@example.com"
                onChange={(event) => setDraft({ ...draft, to: event.target.value })}
              />
            </label>
            <label>
              Subject
              <input
                value={draft.subject}
                placeholder="Subject"
                onChange={(event) => setDraft({ ...draft, subject: event.target.value })}
              />
            </label>
            <label>
              Text
              <textarea
                value={draft.text}
                placeholder="Write your message"
                onChange={(event) => setDraft({ ...draft, text: event.target.value })}
              />
            </label>
            <button type="submit">Send message</button>
          </form>
        )}
        {!draft && open && (
          <article className="panel">
            <h2>{open.subject}</h2>
            <p className="meta">
              {open.person} · {open.date}
            </p>
            <p>{open.text}</p>
            <div className="card-foot">
              <button
                type="button"
                onClick={() => setDraft({ ...blank, to: open.person, subject: `Re: ${open.subject}` })}
              >
                Reply
              </button>
              <button
                type="button"
                className="quiet"
                onClick={() => mails.update(open.id, { starred: !open.starred })}
              >
                {open.starred ? "★ Starred" : "☆ Star"}
              </button>
              <button type="button" className="quiet" onClick={() => discard(open)}>
                Delete
              </button>
            </div>
          </article>
        )}
      </div>
      <FeatureBand />
    </>
  );
}
