declare module "color-name" {
  /** CSS colour keywords, run together and in lower case, with 8-bit red, green and blue. */
  const colors: Readonly<Record<string, readonly [number, number, number]>>;
  export default colors;
}
