import { useState } from "react";
import { collections, site } from "./data";

const keyOf = (name) => `${site.title}/${name}`;

function load(name) {
  const kept = window.localStorage.getItem(keyOf(name));
  return kept === null ? collections[name] : JSON.parse(kept);
}

/** A list that is kept in this browser. */
export function useCollection(name) {
  const [items, setItems] = useState(() => load(name));

  const keep = (next) => {
    window.localStorage.setItem(keyOf(name), JSON.stringify(next));
    setItems(next);
  };

  return {
    items,
    add(item) {
      const id = items.reduce((highest, other) => Math.max(highest, other.id), 0) + 1;
      keep([{ ...item, id }, ...items]);
    },
    update(id, changes) {
      keep(items.map((item) => (item.id === id ? { ...item, ...changes } : item)));
    },
    remove(id) {
      keep(items.filter((item) => item.id !== id));
    },
  };
}
