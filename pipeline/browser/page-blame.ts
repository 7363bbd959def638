import type { Page } from "playwright";
import { busyMachineError } from "../busy-machine.ts";
import { InfrastructureError } from "../errors.ts";
import type { ChromiumHealth } from "./chromium-health.ts";
import { firstLine, isTimeout } from "./page-failure.ts";

export interface PageBlameOptions {
  page: Page;
  /** of the Chromium that shows the page */
  health: ChromiumHealth;
  /** Chromium's, from before the page's context was made: it loads for the page, and alone knows its proxy */
  networkProcess: number | null;
}

/**
 * Tells what a page failed to do from what Chromium, or an overloaded machine, did not let it do. The latter says nothing
 * of the site, and throws InfrastructureError, so that the step is begun again and carries no score.
 */
export class PageBlame {
  readonly #options: PageBlameOptions;
  #askedAt = performance.now();
  #hasLostProxy = false;
  #mayHaveLostProxy = false;

  constructor(options: PageBlameOptions) {
    this.#options = options;
    // what is under way when Chromium's network process ends fails as if the page had stopped it
    const suspect = (): void => {
      this.#mayHaveLostProxy = true;
    };
    options.page.on("requestfailed", suspect);
    options.page.on("websocket", (socket) => void socket.on("close", suspect).on("socketerror", suspect));
  }

  /** Something is asked of the page: what happened before has no part in the answer. */
  ask(): void {
    this.#askedAt = performance.now();
  }

  /** Whether a site can be visited in the page: its process, or one of Chromium's, may have ended. */
  async isUsable(): Promise<boolean> {
    this.#mayHaveLostProxy = true;
    return this.#isAlive();
  }

  async assertAlive(cause?: unknown): Promise<void> {
    if (await this.#isAlive()) return;
    const what = this.#hasLostProxy ? "the page lost its proxy" : "Chromium ended, or its page was closed,";
    throw new InfrastructureError(`Browser: ${what} while it was in use.`, { cause });
  }

  /** Limits are those of a machine that has time for its browser: some were missed, and `late` says which. */
  assertAwake(late: unknown): void {
    const { health } = this.#options;
    if (health.wasSilentSince(this.#askedAt)) throw lateWith("Chromium itself", late);
  }

  /** Returns when it was the page that failed. */
  async assertToBlame(failure: unknown): Promise<void> {
    const isLate = isTimeout(failure);
    if (isLate) this.assertAwake(failure);
    else this.#mayHaveLostProxy = true;
    await this.assertAlive(failure);
    if (!isLate || (await this.#options.health.showsEmptyPage())) return;
    await this.assertAlive(failure);
    throw lateWith("an empty page", failure);
  }

  async #isAlive(): Promise<boolean> {
    const { page, health, networkProcess } = this.#options;
    if (this.#mayHaveLostProxy) {
      this.#mayHaveLostProxy = false;
      this.#hasLostProxy ||= (await health.networkProcess()) !== networkProcess;
    }
    return page.context().browser()?.isConnected() === true && !page.isClosed() && !this.#hasLostProxy;
  }
}

function lateWith(control: string, late: unknown): InfrastructureError {
  return busyMachineError("Browser: the page", { reason: firstLine(late), control, cause: late });
}
