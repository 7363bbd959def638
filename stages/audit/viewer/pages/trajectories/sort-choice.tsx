import { setQuery } from "../../route/navigation.ts";
import { formatSorting, parseSorting, type SortKey, sortKeys } from "../../rows/sort-rows.ts";

export function SortChoice({ sort }: { sort: string | undefined }) {
  const sorting = parseSorting(sort);
  const choose = (key: SortKey, reversed: boolean) => setQuery({ sort: formatSorting({ key, reversed }) });
  return (
    <span class="sort-choice">
      <select
        class="field"
        aria-label="Sort by"
        value={sorting.key}
        onChange={({ currentTarget }) => choose(parseSorting(currentTarget.value).key, false)}
      >
        {sortKeys.map(({ key, label }) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="button"
        aria-label="Reverse the order"
        aria-pressed={sorting.reversed}
        onClick={() => choose(sorting.key, !sorting.reversed)}
      >
        <span aria-hidden="true">⇅</span>
      </button>
    </span>
  );
}
