import { contrast, luminance, mix, type Rgb, white } from "../../color-math.ts";

/** Every colour of a site, each named for what it is used on. */
export interface Palette {
  page: Rgb;
  /** Text on the page. */
  ink: Rgb;
  muted: Rgb;
  link: Rgb;
  /** Cards and panels. */
  surface: Rgb;
  onSurface: Rgb;
  onSurfaceMuted: Rgb;
  /** The components: header, buttons, bars. */
  brand: Rgb;
  onBrand: Rgb;
  /** Text in the components' colour on a surface, darkened or lightened until it can be read. */
  brandText: Rgb;
  brandSoft: Rgb;
  line: Rgb;
  lane: Rgb;
  field: Rgb;
  onField: Rgb;
  fieldLine: Rgb;
  warning: Rgb;
}

/** What WCAG 2.2 asks of body text. */
const readable = 4.5;
const nearBlack: Rgb = [20, 22, 28];
const black: Rgb = [0, 0, 0];
const red: Rgb = [185, 28, 28];

/** A palette around two colours: all its texts can be read on what they stand on. */
export function createPalette(page: Rgb, brand: Rgb): Palette {
  const surface = surfaceOn(page, brand);
  const onSurface = textOn(surface);
  const ink = textOn(page);
  return {
    page,
    ink,
    muted: readableOn(page, mix(ink, page, 0.3)),
    link: readableOn(page, brand),
    surface,
    onSurface,
    onSurfaceMuted: readableOn(surface, mix(onSurface, surface, 0.3)),
    brand,
    onBrand: textOn(brand),
    brandText: readableOn(surface, brand),
    brandSoft: mix(surface, brand, 0.16),
    line: mix(surface, onSurface, 0.16),
    lane: mix(surface, page, 0.45),
    field: surface,
    onField: onSurface,
    fieldLine: mix(surface, onSurface, 0.42),
    warning: readableOn(surface, red),
  };
}

/** The mistake of a palette in which texts have nearly the colour of what they stand on. */
export function unreadablePalette(palette: Palette): Palette {
  const { page, surface, brand } = palette;
  const faint = (ground: Rgb, text: Rgb): Rgb => mix(ground, text, 0.1);
  return {
    ...palette,
    ink: faint(page, palette.ink),
    muted: faint(page, palette.ink),
    link: faint(page, palette.ink),
    onSurface: faint(surface, palette.onSurface),
    onSurfaceMuted: faint(surface, palette.onSurface),
    brandText: faint(surface, palette.onSurface),
    onBrand: faint(brand, palette.onBrand),
    onField: faint(surface, palette.onSurface),
  };
}

/** Cards stand out from the page by being a little lighter; on a white page, by a breath of the components' colour. */
function surfaceOn(page: Rgb, brand: Rgb): Rgb {
  const light = luminance(page);
  if (light > 0.9) return mix(page, brand, 0.04);
  if (light > 0.18) return mix(page, white, 0.78);
  return mix(page, white, 0.1);
}

function textOn(ground: Rgb): Rgb {
  const dark = contrast(ground, nearBlack);
  if (dark >= 7) return nearBlack;
  return contrast(ground, white) >= contrast(ground, black) ? white : black;
}

/** The colour itself, or as little of black or white in it as makes it readable. */
function readableOn(ground: Rgb, color: Rgb): Rgb {
  const text = textOn(ground);
  for (let share = 0; share < 1; share += 0.1) {
    const candidate = mix(color, text, share);
    if (contrast(ground, candidate) >= readable) return candidate;
  }
  return text;
}
