import { signal } from "@preact/signals";

const message = signal("");

/** Tells screen readers what changed without moving the focus: "12 of 340 trajectories". */
export function announce(text: string): void {
  message.value = text;
}

/** Where announcements are spoken from; once in the page. */
export function Announcements() {
  return (
    <p class="unseen" role="status" aria-live="polite">
      {message.value}
    </p>
  );
}
