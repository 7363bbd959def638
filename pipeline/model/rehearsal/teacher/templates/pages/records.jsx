import { useState } from "react";
import { content } from "../data";
import { FeatureBand, Hero, Notice } from "../parts";
import { useCollection } from "../store";

const everything = "All";
const pageSize = 8;

export default function HomePage() {
  const records = useCollection("records");
  const [stage, setStage] = useState(everything);
  const [search, setSearch] = useState("");
  const [sortBy, setSortBy] = useState("name");
  const [reversed, setReversed] = useState(false);
  const [page, setPage] = useState(0);
  const [openId, setOpenId] = useState(null);
  const [name, setName] = useState("");
  const [notice, setNotice] = useState("");

  const found = records.items
    .filter((record) => stage === everything || record.stage === stage)
    .filter((record) =>
      `${record.name} ${record.owner} ${record.stage}`.toLowerCase().includes(search.trim().toLowerCase()),
    )
    .toSorted((a, b) => (sortBy === "value" ? b.value - a.value : a[sortBy].localeCompare(b[sortBy])));
  if (reversed) found.reverse();
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const at = Math.min(page, pages - 1);
  const open = records.items.find((record) => record.id === openId);

  const sort = (field) => {
    setReversed(field === sortBy && !reversed);
    setSortBy(field);
  };

  const addRecord = (event) => {
    event.preventDefault();
    if (name.trim() === "") {
      setNotice(`Please enter a name for the ${content.itemWord}.`);
      return;
    }
    records.add({ name: name.trim(), owner: "You", stage: content.stages[0], value: 0, date: "Today" });
    setNotice(`${name.trim()} was added.`);
    setName("");
  };

  const advance = (record) => {
    const next = content.stages[(content.stages.indexOf(record.stage) + 1) % content.stages.length];
    records.update(record.id, { stage: next });
    setNotice(`${record.name}: ${next}.`);
  };

  const remove = (record) => {
    records.remove(record.id);
    setOpenId(null);
    setNotice(`${record.name} was deleted.`);
  };

  return (
    <>
      <Hero
        facts={[
          { label: content.itemsTitle, value: records.items.length },
          ...content.stages.slice(0, 2).map((label) => ({
            label,
            value: records.items.filter((record) => record.stage === label).length,
          })),
        ]}
      >
        <form className="inline" onSubmit={addRecord}>
          <input
            placeholder={`New ${content.itemWord}`}
            aria-label={`New ${content.itemWord}`}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <button type="submit">Add {content.itemWord}</button>
        </form>
      </Hero>
      <Notice text={notice} />
      <div className="columns">
        <section className="panel">
          <div className="toolbar">
            <h2>{content.heading}</h2>
            <input
              type="search"
              placeholder={`Search ${content.itemsWord}`}
              aria-label={`Search ${content.itemsWord}`}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          <div className="chips">
            {[everything, ...content.stages].map((each) => (
              <button
                key={each}
                type="button"
                className={each === stage ? "chip chosen" : "chip"}
                disabled={each === stage}
                onClick={() => setStage(each)}
              >
                {each}
              </button>
            ))}
          </div>
          <table>
            <thead>
              <tr>
                {content.columns.map((column) => (
                  <th key={column.field}>
                    <button type="button" className="quiet" onClick={() => sort(column.field)}>
                      {column.label} {sortBy === column.field ? (reversed ? "▴" : "▾") : ""}
                    </button>
                  </th>
                ))}
                <th>Details</th>
              </tr>
            </thead>
            <tbody>
              {found.slice(at * pageSize, (at + 1) * pageSize).map((record) => (
                <tr key={record.id} className={record.id === openId ? "chosen" : ""}>
                  {content.columns.map((column) => (
                    <td key={column.field}>{record[column.field]}</td>
                  ))}
                  <td>
                    <button type="button" className="quiet" onClick={() => setOpenId(record.id)}>
                      Open
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {found.length === 0 && <p className="empty">No {content.itemsWord} match your search.</p>}
          <div className="card-foot">
            <button type="button" className="quiet" disabled={at === 0} onClick={() => setPage(at - 1)}>
              ← Previous page
            </button>
            <span>
              Page {at + 1} of {pages}
            </span>
            <button
              type="button"
              className="quiet"
              disabled={at === pages - 1}
              onClick={() => setPage(at + 1)}
            >
              Next page →
            </button>
          </div>
        </section>
        <aside className="panel sticky">
          {open ? (
            <>
              <p className="eyebrow">{open.stage}</p>
              <h2>{open.name}</h2>
              <p>
                {content.ownerWord}: {open.owner}
              </p>
              <p>
                {content.valueWord}: {open.value}
              </p>
              <p className="meta">Last change: {open.date}</p>
              <button type="button" className="wide" onClick={() => advance(open)}>
                Move to next stage
              </button>
              <button type="button" className="quiet wide" onClick={() => remove(open)}>
                Delete {content.itemWord}
              </button>
            </>
          ) : (
            <>
              <h2>By stage</h2>
              {content.stages.map((each) => {
                const count = records.items.filter((record) => record.stage === each).length;
                return (
                  <p key={each} className="meter">
                    <span>{each}</span>
                    <i
                      style={{ width: `${Math.round((count / Math.max(1, records.items.length)) * 100)}%` }}
                    />
                    <b>{count}</b>
                  </p>
                );
              })}
              <p className="empty">Open a {content.itemWord} to see its details here.</p>
            </>
          )}
        </aside>
      </div>
      <FeatureBand />
    </>
  );
}
