import { useState } from "react";
import { content } from "../data";
import { Art, FeatureBand, Hero, Notice } from "../parts";
import { useCollection } from "../store";

const everything = "All";

export default function HomePage() {
  const { items } = useCollection("items");
  const [search, setSearch] = useState("");
  const [category, setCategory] = useState(everything);
  const [cart, setCart] = useState([]);
  const [notice, setNotice] = useState("");

  const wanted = search.trim().toLowerCase();
  const shown = items.filter(
    (item) =>
      (category === everything || item.category === category) &&
      `${item.name} ${item.category} ${item.note}`.toLowerCase().includes(wanted),
  );
  const total = cart.reduce((sum, line) => sum + line.item.price * line.count, 0);
  const count = cart.reduce((sum, line) => sum + line.count, 0);

  const addToCart = (item) => {
    const known = cart.some((line) => line.item.id === item.id);
    setCart(
      known
        ? cart.map((line) => (line.item.id === item.id ? { ...line, count: line.count + 1 } : line))
        : [...cart, { item, count: 1 }],
    );
    setNotice(`${item.name} is in your ${content.cartName.toLowerCase()}.`);
  };

  const takeOut = (item) => {
    setCart(cart.filter((line) => line.item.id !== item.id));
    setNotice(`${item.name} was taken out.`);
  };

  const placeOrder = () => {
    setNotice(`Thank you! ${content.checkoutDone} (${count} in total).`);
    setCart([]);
  };

  return (
    <>
      <Hero facts={content.facts}>
        <input
          type="search"
          placeholder={`Search ${content.itemsWord}`}
          aria-label={`Search ${content.itemsWord}`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </Hero>
      <Notice text={notice} />
      <div className="columns">
        <section>
          <div className="toolbar">
            <h2>{content.heading}</h2>
            <div className="chips">
              {[everything, ...content.categories].map((name) => (
                <button
                  key={name}
                  type="button"
                  className={name === category ? "chip chosen" : "chip"}
                  disabled={name === category}
                  onClick={() => setCategory(name)}
                >
                  {name}
                </button>
              ))}
            </div>
          </div>
          <div className="grid grid-3">
            {shown.map((item) => (
              <article key={item.id} className="card">
                <Art number={item.id} />
                <div className="card-body">
                  <small>{item.category}</small>
                  <h3>{item.name}</h3>
                  <p>{item.note}</p>
                  <div className="card-foot">
                    <strong>{item.label}</strong>
                    <button type="button" onClick={() => addToCart(item)}>
                      {content.addLabel}
                    </button>
                  </div>
                </div>
              </article>
            ))}
          </div>
          {shown.length === 0 && <p className="empty">No {content.itemsWord} match your search.</p>}
        </section>
        <aside className="panel sticky">
          <h2>
            {content.cartName} <span className="count">{count}</span>
          </h2>
          {cart.length === 0 && <p className="empty">{content.cartEmpty}</p>}
          <ul className="entries">
            {cart.map((line) => (
              <li key={line.item.id}>
                <div>
                  <strong>{line.item.name}</strong>
                  <small>
                    {line.count} × {line.item.label}
                  </small>
                </div>
                <button type="button" className="quiet" onClick={() => takeOut(line.item)}>
                  Remove
                </button>
              </li>
            ))}
          </ul>
          {content.priced && <p className="total">Total {total.toFixed(2)} €</p>}
          <button type="button" className="wide" disabled={cart.length === 0} onClick={placeOrder}>
            {content.checkoutLabel}
          </button>
        </aside>
      </div>
      <FeatureBand />
    </>
  );
}
