import type { Page, Request } from "playwright";
import type { PageProblems } from "./site-page.ts";

const maxEntries = 50;
const maxChars = 500;
/** What the page did not ask for, or stopped by itself. */
const harmlessFailures = ["net::ERR_ABORTED"];

/** Collects what goes wrong in a page. A page that complains without end is heard 50 times. */
export class ProblemLog {
  readonly #problems: PageProblems = { consoleErrors: [], exceptions: [], failedRequests: [], dialogs: [] };

  watch(page: Page): void {
    page.on("console", (message) => {
      // failed requests are listed with their reason
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        this.add("consoleErrors", message.text());
      }
    });
    page.on("pageerror", (error) => this.add("exceptions", `${error.name}: ${error.message}`));
    page.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "failed";
      if (!harmlessFailures.includes(reason)) this.#addRequest(request, reason);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) {
        this.#addRequest(response.request(), `${response.status()} ${response.statusText()}`.trim());
      }
    });
    page.on("dialog", (dialog) => {
      this.add("dialogs", dialog.message());
      // the page may be gone before the answer arrives
      dialog.accept().catch(() => undefined);
    });
    page.on("crash", () => this.add("exceptions", "The page crashed."));
  }

  /** Adds an entry, cut to 500 characters, once. */
  add(list: keyof PageProblems, text: string): void {
    const entries = this.#problems[list];
    const entry =
      text.length > maxChars
        ? `${text.slice(0, maxChars)}[... ${text.length - maxChars} characters cut ...]`
        : text;
    if (entries.length < maxEntries && !entries.includes(entry)) entries.push(entry);
  }

  get problems(): PageProblems {
    return structuredClone(this.#problems);
  }

  #addRequest(request: Request, reason: string): void {
    // browsers ask for this one by themselves
    if (new URL(request.url()).pathname === "/favicon.ico") return;
    this.add("failedRequests", `${request.method()} ${request.url()}: ${reason}`);
  }
}
