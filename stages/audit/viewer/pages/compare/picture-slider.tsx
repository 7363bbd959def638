import { useRef, useState } from "preact/hooks";
import type { ShownSide } from "./compare-nodes.tsx";

/** Two pictures in the same place, A to the left of a bar that moves by pointer and by keys. */
export function PictureSlider({ a, b }: { a: ShownSide; b: ShownSide }) {
  const [percent, setPercent] = useState(50);
  const box = useRef<HTMLDivElement>(null);
  const moveTo = (to: number) => setPercent(Math.round(Math.min(Math.max(to, 0), 100)));
  const follow = (event: PointerEvent) => {
    const bounds = box.current?.getBoundingClientRect();
    if (bounds !== undefined && bounds.width > 0)
      moveTo((100 * (event.clientX - bounds.left)) / bounds.width);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = {
      ArrowLeft: percent - 2,
      ArrowDown: percent - 2,
      ArrowRight: percent + 2,
      ArrowUp: percent + 2,
      PageDown: percent - 10,
      PageUp: percent + 10,
      Home: 0,
      End: 100,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    moveTo(to);
  };
  return (
    <figure class="pictures-laid">
      <div
        class="laid slider-box"
        ref={box}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          follow(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
        }}
      >
        <img class="picture" src={b.picture ?? ""} alt={b.alt} draggable={false} />
        <img
          class="picture laid-over"
          src={a.picture ?? ""}
          alt={a.alt}
          draggable={false}
          style={{ clipPath: `inset(0 ${100 - percent}% 0 0)` }}
        />
        <div
          class="slider-bar"
          role="slider"
          tabIndex={0}
          aria-label="How much of A is shown"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          aria-valuetext={`${percent} % A, ${100 - percent} % B`}
          aria-orientation="horizontal"
          style={{ left: `${percent}%` }}
          onKeyDown={onKeyDown}
        >
          <span class="slider-grip" aria-hidden="true">
            ⇔
          </span>
        </div>
      </div>
      <figcaption class="slider-names">
        <span class="side-letter side-a">{a.name}</span>
        <span class="side-letter side-b">{b.name}</span>
      </figcaption>
    </figure>
  );
}
