import { useEffect, useState } from "react";

async function ask(method, path, body) {
  const answer = await fetch(`/api/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} /api/${path}: ${answer.status}`);
  return answer.json();
}

/** A list that is kept by the server. */
export function useCollection(name) {
  const [items, setItems] = useState([]);

  useEffect(() => {
    let wanted = true;
    ask("GET", name).then((loaded) => {
      if (wanted) setItems(loaded);
    });
    return () => {
      wanted = false;
    };
  }, [name]);

  return {
    items,
    async add(item) {
      const saved = await ask("POST", name, item);
      setItems((current) => [saved, ...current]);
    },
    async update(id, changes) {
      const saved = await ask("PATCH", `${name}/${id}`, changes);
      setItems((current) => current.map((item) => (item.id === id ? saved : item)));
    },
    async remove(id) {
      await ask("DELETE", `${name}/${id}`);
      setItems((current) => current.filter((item) => item.id !== id));
    },
  };
}
