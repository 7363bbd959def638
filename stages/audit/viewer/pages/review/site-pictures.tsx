import { addresses } from "../../../views/addresses.ts";
import type { TrajectoryRow } from "../../../views/trajectory-row.ts";
import type { TrajectoryView } from "../../../views/trajectory-view.ts";
import { Picture } from "../../kit/picture.tsx";
import { ScoreBadge } from "../../kit/score-badge.tsx";
import { Thumbnail } from "../../kit/thumbnail.tsx";
import { Link } from "../../route/link.tsx";
import { setQuery } from "../../route/navigation.ts";

interface SitePicturesProps {
  run: string;
  row: TrajectoryRow;
  /** null: not there yet; until then the thumbnail stands in. */
  trajectory: TrajectoryView | null;
  /** The step that is looked at; null: none shows anything. */
  step: number | null;
  blind: boolean;
}

/** The site as large as fits, and below it the steps that led there. */
export function SitePictures({ run, row, trajectory, step, blind }: SitePicturesProps) {
  const shown = trajectory?.nodes.find((node) => node.step === step);
  const alt = `Screenshot of step ${step}`;
  const steps = trajectory?.nodes.filter(({ screenshotImage }) => screenshotImage !== null) ?? [];
  return (
    <section class="desk-pictures" aria-label="Screenshots">
      {shown?.screenshotImage ? (
        <Picture
          class="desk-picture"
          src={addresses.picture(run, row.id, shown.screenshotImage)}
          alt={alt}
          eager
        />
      ) : (
        <div class="desk-picture">
          <Thumbnail run={run} row={row} alt={alt} />
        </div>
      )}
      <ol class="film" aria-label="Steps">
        {steps.map((node) => (
          <li key={node.step}>
            <button
              type="button"
              class="film-step"
              aria-current={node.step === step ? "step" : undefined}
              onClick={() => setQuery({ step: node.step === row.chosen ? null : String(node.step) })}
            >
              {node.screenshotImage !== null && (
                <Picture src={addresses.picture(run, row.id, node.screenshotImage)} alt="" />
              )}
              <span class="film-about">
                <span>
                  <span class="unseen">Step </span>
                  {node.step}
                  {node.step === row.chosen && <span title="chosen"> ★</span>}
                </span>
                {!blind && <ScoreBadge kind="screenshot" score={node.screenshot} bare />}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <Link to={{ page: "trajectory", run, id: row.id, query: step === null ? {} : { step: String(step) } }}>
        Open the whole trajectory
      </Link>
    </section>
  );
}
