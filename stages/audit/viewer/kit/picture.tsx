import { useEffect, useState } from "preact/hooks";

interface PictureProps {
  /** Relative, from `addresses`; null: there is none. */
  src: string | null;
  /** What it shows, for those who do not see it. */
  alt: string;
  class?: string;
  /** At once, not when it comes near the visible part. */
  eager?: boolean;
}

/** A picture, or in words that it is missing: a broken image tells nothing. */
export function Picture({ src, alt, class: className = "", eager = false }: PictureProps) {
  const [failed, setFailed] = useState(false);
  useEffect(() => setFailed(false), [src]);
  if (src === null || failed) {
    return (
      <span class={`picture missing ${className}`} role="img" aria-label={`${alt}: no picture`}>
        <span aria-hidden="true">{src === null ? "no screenshot" : "missing picture"}</span>
      </span>
    );
  }
  return (
    <img
      class={`picture ${className}`}
      src={src}
      alt={alt}
      loading={eager ? "eager" : "lazy"}
      decoding="async"
      onError={() => setFailed(true)}
    />
  );
}
