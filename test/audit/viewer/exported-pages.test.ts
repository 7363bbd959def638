import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { assetsDir } from "../../../scripts/build-viewer.ts";
import { exportAudit } from "../../../stages/audit/export/export-audit.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { openAuditedRun, recordedRun } from "../support/served-audit.ts";
import { openChromium } from "./support/chromium.ts";
import { openViewerPage } from "./support/viewer-page.ts";

vi.setConfig({ testTimeout: 120_000 });

test("an export opened from disk shows its trajectories, says what it lacks, and takes no review", async () => {
  const run = await openAuditedRun(await recordedRun(4));
  const dir = join(await temporaryFolder(), "export");
  const ids = run.trajectoryIds;
  const { signal } = new AbortController();
  const personal = { secrets: [], folders: [] };
  await exportAudit({ runs: [{ run, ids: ids.slice(0, 3) }], dir, personal, assets: assetsDir, signal });
  const browser = await openChromium();
  onTestFinished(() => browser.close());

  const url = pathToFileURL(join(dir, "index.html")).href;
  const { page, complaints } = await openViewerPage(browser, url);
  await page.getByText("exported").waitFor();
  await page.getByRole("link", { name: "3", exact: true }).first().click();
  await page.getByText("3 of 3 trajectories").first().waitFor();
  await page.getByRole("searchbox").fill("navy");
  await page.getByText("In instructions only: an export has no search of files and feedback.").waitFor();
  await page.getByText("3 of 3 trajectories").first().waitFor();
  await expect
    .poll(() =>
      page
        .locator("img.thumbnail")
        .evaluateAll((images) =>
          images.every((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
        ),
    )
    .toBe(true);

  await page.getByRole("link", { name: "Review", exact: true }).click();
  await page.getByText("read only: an export takes no reviews").waitFor();
  await page.getByText("1 of 3").waitFor();
  expect(await page.getByRole("button", { name: /^Keep/ }).isDisabled()).toBe(true);
  const before = await page.getByRole("region", { name: /^Trajectory / }).getAttribute("aria-label");
  await page.keyboard.press("y");
  await page.getByText("An export takes no reviews.").waitFor();
  expect(await page.getByRole("region", { name: /^Trajectory / }).getAttribute("aria-label")).toBe(before);
  expect(complaints).toEqual([]);
});
