import { useEffect, useState } from "preact/hooks";
import { Picture } from "../../kit/picture.tsx";
import { Segmented } from "../../kit/segmented.tsx";
import { setQuery } from "../../route/navigation.ts";
import type { RouteQuery } from "../../route/route.ts";
import { type ShownSide, SideLink } from "./compare-nodes.tsx";
import { PictureSlider } from "./picture-slider.tsx";

const modes = [
  { name: "beside", label: "Side by side" },
  { name: "slider", label: "Slider" },
  { name: "blink", label: "Blink" },
  { name: "difference", label: "Difference" },
] as const;

type PictureMode = (typeof modes)[number]["name"];

interface ComparedPicturesProps {
  a: ShownSide;
  b: ShownSide;
  query: RouteQuery;
}

/** The two screenshots, in the way one sees best what differs. */
export function ComparedPictures({ a, b, query }: ComparedPicturesProps) {
  const asked = modes.find(({ name }) => name === query.mode)?.name ?? "beside";
  const canLay = a.picture !== null && b.picture !== null;
  const mode: PictureMode = canLay ? asked : "beside";
  return (
    <section aria-label="Screenshots">
      <div class="tab-tools">
        {canLay ? (
          <Segmented
            label="Screenshots"
            options={modes}
            selected={mode}
            onSelect={(name) => setQuery({ mode: name === "beside" ? null : name })}
          />
        ) : (
          <span class="soft">A side without a screenshot cannot be laid over the other.</span>
        )}
        {canLay && a.picture === b.picture && <span class="tag">the same picture</span>}
      </div>
      <Pictures mode={mode} a={a} b={b} />
    </section>
  );
}

function Pictures({ mode, a, b }: { mode: PictureMode; a: ShownSide; b: ShownSide }) {
  switch (mode) {
    case "beside":
      return (
        <div class="pictures-beside">
          {[a, b].map((shown) => (
            <figure key={shown.name}>
              <Picture class="shot" src={shown.picture} alt={shown.alt} eager />
              <figcaption>
                <SideLink shown={shown} />
              </figcaption>
            </figure>
          ))}
        </div>
      );
    case "slider":
      return <PictureSlider a={a} b={b} />;
    case "blink":
      return <Blink a={a} b={b} />;
    case "difference":
      return (
        <figure class="pictures-laid">
          <div class="laid difference" role="img" aria-label={`Difference of ${a.alt} and ${b.alt}`}>
            <img class="picture" src={a.picture ?? ""} alt="" />
            <img class="picture laid-over" src={b.picture ?? ""} alt="" />
          </div>
          <figcaption class="soft">Black is equal; the brighter, the more differs.</figcaption>
        </figure>
      );
  }
}

/** Milliseconds for which each picture is shown. */
const blinkMs = 800;

/** One picture after the other in the same place; it stands still for those who want no motion. */
function Blink({ a, b }: { a: ShownSide; b: ShownSide }) {
  const [isB, setB] = useState(false);
  const [isRunning, setRunning] = useState(
    () => !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  );
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setB((shown) => !shown), blinkMs);
    return () => clearInterval(timer);
  }, [isRunning]);
  const shown = isB ? b : a;
  return (
    <figure class="pictures-laid">
      <div class="laid">
        <img class="picture" src={a.picture ?? ""} alt={isB ? "" : a.alt} />
        <img
          class={isB ? "picture laid-over" : "picture laid-over hidden"}
          src={b.picture ?? ""}
          alt={isB ? b.alt : ""}
        />
      </div>
      <figcaption class="tab-tools">
        <span class={`side-letter side-${isB ? "b" : "a"}`}>{shown.name}</span>
        <button type="button" class="button" onClick={() => setRunning(!isRunning)}>
          {isRunning ? "Stop" : "Go on"}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            setRunning(false);
            setB(!isB);
          }}
        >
          Show {isB ? "A" : "B"}
        </button>
      </figcaption>
    </figure>
  );
}
