import { useState } from "react";
import { content } from "../data";
import { FeatureBand, Hero } from "../parts";
import { useCollection } from "../store";

const ranges = ["Week", "Month", "Year"];

function LineChart({ points }) {
  const highest = Math.max(...points.map((point) => point.value));
  const x = (at) => 20 + (at * 460) / (points.length - 1);
  const y = (value) => 170 - (value / highest) * 140;
  const line = points.map((point, at) => `${x(at)},${y(point.value)}`).join(" ");
  return (
    <svg className="chart" viewBox="0 0 500 200" role="img" aria-label={content.lineTitle}>
      {[30, 77, 124, 170].map((height) => (
        <line key={height} x1="20" x2="480" y1={height} y2={height} stroke="var(--line)" />
      ))}
      <polygon points={`20,170 ${line} 480,170`} fill="var(--brand)" opacity="0.18" />
      <polyline points={line} fill="none" stroke="var(--brand)" strokeWidth="3" />
      {points.map((point, at) => (
        <g key={point.label}>
          <circle cx={x(at)} cy={y(point.value)} r="4" fill="var(--brand)" />
          <text x={x(at)} y="192" textAnchor="middle">
            {point.label}
          </text>
        </g>
      ))}
    </svg>
  );
}

function BarChart({ bars, chosen, choose }) {
  const highest = Math.max(...bars.map((bar) => bar.value));
  return (
    <div className="bars">
      {bars.map((bar) => (
        <button
          key={bar.label}
          type="button"
          className={bar.label === chosen ? "bar chosen" : "bar"}
          onClick={() => choose(bar.label === chosen ? "" : bar.label)}
        >
          <span>{bar.label}</span>
          <i style={{ width: `${Math.round((bar.value / highest) * 100)}%` }} />
          <b>{bar.value}</b>
        </button>
      ))}
    </div>
  );
}

export default function HomePage() {
  const rows = useCollection("rows");
  const [range, setRange] = useState("Month");
  const [group, setGroup] = useState("");
  const [search, setSearch] = useState("");
  const [ascending, setAscending] = useState(false);

  const shown = rows.items
    .filter((row) => group === "" || row.group === group)
    .filter((row) => row.name.toLowerCase().includes(search.trim().toLowerCase()))
    .toSorted((a, b) => (ascending ? a.value - b.value : b.value - a.value));
  const bars = content.groups.map((label) => ({
    label,
    value: rows.items.filter((row) => row.group === label).reduce((sum, row) => sum + row.value, 0),
  }));

  return (
    <>
      <Hero facts={content.facts}>
        <div className="chips">
          {ranges.map((name) => (
            <button
              key={name}
              type="button"
              className={name === range ? "chip chosen" : "chip"}
              disabled={name === range}
              onClick={() => setRange(name)}
            >
              {name}
            </button>
          ))}
        </div>
      </Hero>
      <div className="grid grid-4 metrics">
        {content.metrics[range].map((metric) => (
          <article key={metric.label} className="panel">
            <small>{metric.label}</small>
            <strong className="figure">{metric.value}</strong>
            <p>{metric.change}</p>
          </article>
        ))}
      </div>
      <div className="grid grid-2">
        <section className="panel">
          <h2>
            {content.lineTitle}, this {range.toLowerCase()}
          </h2>
          <LineChart points={content.series[range]} />
        </section>
        <section className="panel">
          <h2>{content.barTitle}</h2>
          <BarChart bars={bars} chosen={group} choose={setGroup} />
        </section>
      </div>
      <section className="panel block">
        <div className="toolbar">
          <h2>
            {content.tableTitle}
            {group === "" ? "" : `: ${group}`} ({shown.length})
          </h2>
          <input
            type="search"
            placeholder={`Search ${content.itemsWord}`}
            aria-label={`Search ${content.itemsWord}`}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
        <table>
          <thead>
            <tr>
              <th>Name</th>
              <th>Group</th>
              <th>Updated</th>
              <th>
                <button type="button" className="quiet" onClick={() => setAscending(!ascending)}>
                  {content.valueName} {ascending ? "▲" : "▼"}
                </button>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.id}>
                <td>{row.name}</td>
                <td>{row.group}</td>
                <td>{row.date}</td>
                <td>{row.value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <FeatureBand />
    </>
  );
}
