interface MinimumSliderProps {
  name: string;
  /** The lowest score there is; one step below it the slider says "no minimum". */
  lowest: number;
  value: number | null;
  onMove(value: number | null): void;
}

export function MinimumSlider({ name, lowest, value, onMove }: MinimumSliderProps) {
  const text = value === null ? "no minimum" : String(value);
  return (
    <label class="slider">
      <span class="slider-name">
        {name} <strong>{text}</strong>
      </span>
      <input
        type="range"
        min={lowest - 1}
        max={5}
        step={1}
        value={value ?? lowest - 1}
        aria-valuetext={text}
        onInput={({ currentTarget }) => {
          const moved = Number(currentTarget.value);
          onMove(moved < lowest ? null : moved);
        }}
      />
    </label>
  );
}
