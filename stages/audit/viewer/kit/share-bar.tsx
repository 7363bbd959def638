/** How large a part is, drawn; beside the number that says it. */
export function ShareBar({ share, tone = "plain" }: { share: number; tone?: string }) {
  return <span class={`share-bar share-bar-${tone}`} style={{ "--share": share }} aria-hidden="true" />;
}
