import { useEffect, useState } from "react";
import { content } from "../data";
import { Art, FeatureBand, Hero, Notice } from "../parts";
import { useCollection } from "../store";

const everything = "All";

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export default function HomePage() {
  const tracks = useCollection("tracks");
  const [playingId, setPlayingId] = useState(1);
  const [playing, setPlaying] = useState(false);
  const [second, setSecond] = useState(0);
  const [category, setCategory] = useState(everything);
  const [search, setSearch] = useState("");
  const [notice, setNotice] = useState("");

  const track = tracks.items.find((each) => each.id === playingId) ?? tracks.items[0];
  const length = track?.seconds ?? 0;

  useEffect(() => {
    if (!playing) return undefined;
    const timer = setInterval(() => setSecond((now) => (now + 1 >= length ? 0 : now + 1)), 1000);
    return () => clearInterval(timer);
  }, [playing, length]);

  const play = (next) => {
    setPlayingId(next.id);
    setSecond(0);
    setPlaying(true);
    setNotice(`Now playing: ${next.title}.`);
  };

  const step = (by) => {
    const at = tracks.items.findIndex((each) => each.id === playingId);
    play(tracks.items[(at + by + tracks.items.length) % tracks.items.length]);
  };

  const toggleFavourite = (each) => {
    tracks.update(each.id, { favourite: !each.favourite });
    setNotice(`${each.title} was ${each.favourite ? "taken out of" : "added to"} your collection.`);
  };

  const shown = tracks.items.filter(
    (each) =>
      (category === everything ||
        each.category === category ||
        (category === "Collection" && each.favourite)) &&
      `${each.title} ${each.artist}`.toLowerCase().includes(search.trim().toLowerCase()),
  );

  return (
    <>
      <Hero
        facts={[
          { label: content.itemsTitle, value: tracks.items.length },
          { label: "In your collection", value: tracks.items.filter((each) => each.favourite).length },
        ]}
      >
        <input
          type="search"
          placeholder={`Search ${content.itemsWord}`}
          aria-label={`Search ${content.itemsWord}`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </Hero>
      <Notice text={notice} />
      <div className="columns">
        <section>
          <div className="toolbar">
            <h2>{content.heading}</h2>
            <div className="chips">
              {[everything, ...content.categories, "Collection"].map((name) => (
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
            {shown.map((each) => (
              <article key={each.id} className={each.id === playingId ? "card selected" : "card"}>
                <Art number={each.id} />
                <div className="card-body">
                  <small>
                    {each.category} · {clock(each.seconds)}
                  </small>
                  <h3>{each.title}</h3>
                  <p>{each.artist}</p>
                  <div className="card-foot">
                    <button type="button" onClick={() => play(each)}>
                      ▶ Play
                    </button>
                    <button
                      type="button"
                      className="quiet"
                      aria-label={`Collect ${each.title}`}
                      onClick={() => toggleFavourite(each)}
                    >
                      {each.favourite ? "♥" : "♡"}
                    </button>
                  </div>
                </div>
              </article>
            ))}
          </div>
          {shown.length === 0 && <p className="empty">No {content.itemsWord} match.</p>}
        </section>
        {track && (
          <aside className="panel sticky player">
            <Art number={track.id} />
            <h2>{track.title}</h2>
            <p className="meta">{track.artist}</p>
            <div className="progress">
              <i style={{ width: `${Math.round((second / track.seconds) * 100)}%` }} />
            </div>
            <p className="meta">
              {clock(second)} of {clock(track.seconds)}
            </p>
            <div className="card-foot">
              <button type="button" className="quiet" aria-label="Previous" onClick={() => step(-1)}>
                ‹‹
              </button>
              <button type="button" onClick={() => setPlaying(!playing)}>
                {playing ? "Pause" : "Play"}
              </button>
              <button type="button" className="quiet" aria-label="Next" onClick={() => step(1)}>
                ››
              </button>
            </div>
          </aside>
        )}
      </div>
      <FeatureBand />
    </>
  );
}
