import { site } from "./data";

/** The band on top of the first page: what this is, and its most important figures. */
export function Hero({ children, facts }) {
  return (
    <section className={`hero hero-${site.heroStyle}`}>
      <div className="hero-text">
        <p className="eyebrow">{site.eyebrow}</p>
        <h1>{site.title}</h1>
        <p className="lead">{site.tagline}</p>
        <div className="hero-actions">{children}</div>
      </div>
      <dl className="facts">
        {facts.map((fact) => (
          <div key={fact.label}>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The features of the site, each a way to its own page. */
export function FeatureBand() {
  return (
    <section className="block">
      <h2>What you can do here</h2>
      <div className="grid grid-3">
        {site.sections.map((entry) => (
          <a key={entry.slug} className="card feature" href={`#/${entry.slug}`}>
            <h3>{entry.name}</h3>
            <p>{entry.blurb}</p>
            <span className="more">Open {entry.label}</span>
          </a>
        ))}
      </div>
    </section>
  );
}

/** A picture drawn from the theme's colours; the number chooses the motif. */
export function Art({ number }) {
  const motif = number % 5;
  const shift = (number * 37) % 90;
  return (
    <svg className="art" viewBox="0 0 240 120" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect width="240" height="120" fill="var(--brand-soft)" />
      {motif === 0 && (
        <g fill="var(--brand)">
          <circle cx={60 + shift} cy="62" r="34" />
          <circle cx={110 + shift} cy="50" r="20" opacity="0.45" />
        </g>
      )}
      {motif === 1 && (
        <g fill="var(--brand)">
          <path d={`M0 120 L${50 + shift} 40 L${120 + shift} 120 Z`} />
          <path d="M90 120 L170 60 L240 120 Z" opacity="0.5" />
          <circle cx={200 - shift} cy="30" r="14" opacity="0.7" />
        </g>
      )}
      {motif === 2 && (
        <g fill="none" stroke="var(--brand)" strokeWidth="12">
          <path d={`M-10 ${50 + shift / 4} Q 60 0 120 60 T 250 50`} />
          <path d={`M-10 ${84 + shift / 6} Q 60 34 120 94 T 250 84`} opacity="0.45" />
        </g>
      )}
      {motif === 3 && (
        <g fill="var(--brand)">
          <rect x={36 + shift / 2} y="44" width="34" height="76" rx="4" />
          <rect x={80 + shift / 2} y="22" width="34" height="98" rx="4" opacity="0.7" />
          <rect x={124 + shift / 2} y="62" width="34" height="58" rx="4" opacity="0.45" />
        </g>
      )}
      {motif === 4 && (
        <g fill="var(--brand)">
          <rect x={70 + shift / 2} y="24" width="72" height="72" rx="12" transform="rotate(18 120 60)" />
          <rect x="30" y="64" width="44" height="44" rx="8" opacity="0.45" />
        </g>
      )}
    </svg>
  );
}

/** A short message that tells what just happened. */
export function Notice({ text }) {
  return text ? (
    <p className="notice" role="status">
      {text}
    </p>
  ) : null;
}
