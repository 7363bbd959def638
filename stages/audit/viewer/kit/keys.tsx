import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Dialog } from "./dialog.tsx";

export interface KeyBinding {
  /** As `KeyboardEvent.key` gives it: `j`, `?`, `ArrowLeft`. Bindings are not called while Ctrl, Alt or Meta is held. */
  key: string;
  /** What it does, for the help: "next trajectory". null leaves it out of the help. */
  does: string | null;
  /** Shown in the help instead of the key: `1` – `5`. */
  shownAs?: string;
  run(event: KeyboardEvent): void;
}

/** What the present page answers to, innermost last: for the help. */
const boundKeys = signal<readonly { title: string; bindings: readonly KeyBinding[] }[]>([]);
const helpOpen = signal(false);

/** Answers to keys while the component is shown, and lists them in the help under a title. */
export function useKeys(title: string, bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  useEffect(() => {
    const group = {
      title,
      get bindings() {
        return latest.current;
      },
    };
    boundKeys.value = [...boundKeys.peek(), group];
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return;
      const binding = latest.current.find(({ key }) => key === event.key);
      if (binding === undefined) return;
      event.preventDefault();
      binding.run(event);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      boundKeys.value = boundKeys.peek().filter((other) => other !== group);
    };
  }, [title]);
}

/** The dialog that `?` opens: every key that the present page answers to. */
export function KeyboardHelp() {
  useKeys("Everywhere", [
    {
      key: "?",
      does: "this help",
      run: () => {
        helpOpen.value = !helpOpen.peek();
      },
    },
  ]);
  return (
    <Dialog
      title="Keyboard"
      open={helpOpen.value}
      onClose={() => {
        helpOpen.value = false;
      }}
    >
      <div class="key-groups">
        {[...boundKeys.value].reverse().map(({ title, bindings }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl class="key-list">
              {bindings.flatMap(({ key, does, shownAs }) =>
                does === null
                  ? []
                  : [
                      <div key={key}>
                        <dt>
                          <kbd>{shownAs ?? keyName(key)}</kbd>
                        </dt>
                        <dd>{does}</dd>
                      </div>,
                    ],
              )}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

export function openKeyboardHelp(): void {
  helpOpen.value = true;
}

/** Keys that are being typed into a field, or that belong to a modal dialog or to a control that has arrows of its own. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (document.querySelector("dialog[open]") !== null && event.key !== "?") return true;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  const arrow = event.key.startsWith("Arrow");
  if (target instanceof HTMLInputElement) {
    return target.type === "radio" ? arrow : !["checkbox", "button"].includes(target.type);
  }
  return arrow && target.closest("[role=tablist], [role=slider]") !== null;
}

function keyName(key: string): string {
  return { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", " ": "Space" }[key] ?? key;
}
