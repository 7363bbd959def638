import { useEffect, useState } from "react";
import { site } from "./data";
import HomePage from "./pages/HomePage";
import SectionPage from "./pages/SectionPage";

function slugOfAddress() {
  return decodeURIComponent(window.location.hash.replace(/^#\/?/, ""));
}

export default function App() {
  const [slug, setSlug] = useState(slugOfAddress());

  useEffect(() => {
    const follow = () => {
      setSlug(slugOfAddress());
      window.scrollTo(0, 0);
    };
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);

  const section = site.sections.find((candidate) => candidate.slug === slug);

  return (
    <div className="site">
      <header className="site-header">
        <div className="wrap site-header-row">
          <a className="brand" href="#/">
            <span className="brand-mark">{site.initials}</span>
            <span className="brand-name">{site.shortTitle}</span>
          </a>
          <nav className="site-nav" aria-label="Main">
            <a href="#/" className={section ? "" : "current"}>
              {site.homeLabel}
            </a>
            {site.sections.slice(0, site.navCount).map((entry) => (
              <a key={entry.slug} href={`#/${entry.slug}`} className={entry === section ? "current" : ""}>
                {entry.label}
              </a>
            ))}
          </nav>
        </div>
      </header>
      <main className="wrap">
        {section ? <SectionPage key={section.slug} section={section} /> : <HomePage />}
      </main>
      <footer className="site-footer">
        <div className="wrap footer-row">
          <div>
            <strong>{site.title}</strong>
            <p>{site.tagline}</p>
          </div>
          <ul>
            {site.sections.map((entry) => (
              <li key={entry.slug}>
                <a href={`#/${entry.slug}`}>{entry.name}</a>
              </li>
            ))}
          </ul>
        </div>
      </footer>
    </div>
  );
}
