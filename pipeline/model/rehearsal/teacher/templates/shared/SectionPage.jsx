import { useState } from "react";
import { site } from "../data";
import { Notice } from "../parts";
import { useCollection } from "../store";

const statuses = ["Open", "In progress", "Done"];

/** One feature's page: its entries, a search over them, and a form for a new one. */
export default function SectionPage({ section }) {
  const entries = useCollection(section.list);
  const [search, setSearch] = useState("");
  const [name, setName] = useState("");
  const [owner, setOwner] = useState("");
  const [notice, setNotice] = useState("");

  const wanted = search.trim().toLowerCase();
  const shown = entries.items.filter((entry) =>
    `${entry.name} ${entry.owner} ${entry.status}`.toLowerCase().includes(wanted),
  );

  const submit = (event) => {
    event.preventDefault();
    if (name.trim() === "") {
      setNotice(`Please enter a name for the ${section.entryWord}.`);
      return;
    }
    entries.add({ name: name.trim(), owner: owner.trim() || "You", status: "Open", date: "Today" });
    setNotice(`"${name.trim()}" was added to ${section.name}.`);
    setName("");
    setOwner("");
  };

  const advance = (entry) => {
    const status = statuses[(statuses.indexOf(entry.status) + 1) % statuses.length];
    entries.update(entry.id, { status });
    setNotice(`"${entry.name}" is now ${status.toLowerCase()}.`);
  };

  const remove = (entry) => {
    entries.remove(entry.id);
    setNotice(`"${entry.name}" was removed.`);
  };

  return (
    <section className="block">
      <p className="eyebrow">{site.title}</p>
      <h1>{section.name}</h1>
      <p className="lead">{section.blurb}</p>
      <Notice text={notice} />
      <div className="columns">
        <div className="panel">
          <div className="toolbar">
            <h2>
              {shown.length} of {entries.items.length} entries
            </h2>
            <input
              type="search"
              placeholder={`Search ${section.label}`}
              aria-label={`Search ${section.label}`}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          <ul className="entries">
            {shown.map((entry) => (
              <li key={entry.id}>
                <div>
                  <strong>{entry.name}</strong>
                  <small>
                    {entry.owner} · {entry.date}
                  </small>
                </div>
                <button type="button" className="chip" onClick={() => advance(entry)}>
                  {entry.status}
                </button>
                <button type="button" className="quiet" onClick={() => remove(entry)}>
                  Remove
                </button>
              </li>
            ))}
          </ul>
          {shown.length === 0 && <p className="empty">Nothing matches "{search}".</p>}
        </div>
        <form className="panel form" onSubmit={submit}>
          <h2>New {section.entryWord}</h2>
          <label>
            Name
            <input value={name} onChange={(event) => setName(event.target.value)} placeholder="Name" />
          </label>
          <label>
            Person in charge
            <input
              value={owner}
              onChange={(event) => setOwner(event.target.value)}
              placeholder="Person in charge"
            />
          </label>
          <button type="submit">Add {section.entryWord}</button>
        </form>
      </div>
    </section>
  );
}
