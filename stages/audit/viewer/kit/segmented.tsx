import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface SegmentedProps<Name extends string> {
  /** What is chosen, for screen readers. */
  label: string;
  options: readonly { name: Name; label: ComponentChildren }[];
  selected: Name;
  onSelect(name: Name): void;
}

/** One of few: radio buttons that look like one control. */
export function Segmented<Name extends string>({ label, options, selected, onSelect }: SegmentedProps<Name>) {
  const id = useId();
  return (
    <fieldset class="segmented">
      <legend class="unseen">{label}</legend>
      {options.map((option) => (
        <label key={option.name} class="segment">
          <input
            type="radio"
            class="unseen"
            name={id}
            checked={option.name === selected}
            onChange={() => onSelect(option.name)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
