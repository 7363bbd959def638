/** Invented people who write, own and comment on a site's content. */
export const people: readonly [string, ...string[]] = [
  "Amara Lindt",
  "Bo Castellan",
  "Chidi Werner",
  "Dana Orlova",
  "Elio Marsh",
  "Farah Quill",
  "Goran Tide",
  "Hana Brook",
  "Ines Calder",
  "Jonas Petrel",
  "Kiri Vale",
  "Luca Thorn",
];

export const days: readonly [string, ...string[]] = [
  "2 March",
  "5 March",
  "9 March",
  "12 March",
  "16 March",
  "19 March",
  "23 March",
  "27 March",
];
