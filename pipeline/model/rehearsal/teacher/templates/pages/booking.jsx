import { useState } from "react";
import { content } from "../data";
import { Art, FeatureBand, Hero, Notice } from "../parts";
import { useCollection } from "../store";

const blank = { name: "", email: "", day: "", guests: "1" };

/** What is wrong with the form, by field. */
function problemsOf(form) {
  const problems = {};
  if (form.name.trim() === "") problems.name = "Please tell us your name.";
  if (!/^\S+@\S+\.\S+$/.test(form.email))
    problems.email = "Please enter an e-mail address such as you@example.com.";
  if (form.day.trim() === "") problems.day = "Please choose a day.";
  if (!(Number(form.guests) >= 1 && Number(form.guests) <= 12)) problems.guests = "Between 1 and 12, please.";
  return problems;
}

export default function HomePage() {
  const bookings = useCollection("bookings");
  const [offer, setOffer] = useState(content.offers[0]);
  const [form, setForm] = useState(blank);
  const [problems, setProblems] = useState({});
  const [search, setSearch] = useState("");
  const [notice, setNotice] = useState("");

  const change = (field) => (event) => setForm({ ...form, [field]: event.target.value });

  const submit = (event) => {
    event.preventDefault();
    const found = problemsOf(form);
    setProblems(found);
    if (Object.keys(found).length > 0) {
      setNotice("Please check the marked fields.");
      return;
    }
    bookings.add({ offer: offer.name, name: form.name.trim(), day: form.day, guests: Number(form.guests) });
    setNotice(`Booked: ${offer.name} for ${form.name.trim()}.`);
    setForm(blank);
  };

  const cancel = (booking) => {
    bookings.remove(booking.id);
    setNotice(`The booking of ${booking.name} was cancelled.`);
  };

  const shown = content.offers.filter((each) =>
    `${each.name} ${each.category}`.toLowerCase().includes(search.trim().toLowerCase()),
  );

  return (
    <>
      <Hero facts={[...content.facts, { label: "Bookings", value: bookings.items.length }]}>
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
          <h2>{content.heading}</h2>
          <div className="grid grid-2">
            {shown.map((each) => (
              <article key={each.name} className={each.name === offer.name ? "card selected" : "card"}>
                <Art number={each.number} />
                <div className="card-body">
                  <small>{each.category}</small>
                  <h3>{each.name}</h3>
                  <p>{each.note}</p>
                  <div className="card-foot">
                    <strong>{each.label}</strong>
                    <button type="button" disabled={each.name === offer.name} onClick={() => setOffer(each)}>
                      {each.name === offer.name ? "Chosen" : "Choose"}
                    </button>
                  </div>
                </div>
              </article>
            ))}
          </div>
          {shown.length === 0 && <p className="empty">No {content.itemsWord} match your search.</p>}
        </section>
        <form className="panel form sticky" noValidate={true} onSubmit={submit}>
          <h2>{content.formTitle}</h2>
          <p className="meta">{offer.name}</p>
          <label>
            Name
            <input value={form.name} placeholder="Your name" onChange={change("name")} />
            <em>{problems.name}</em>
          </label>
          <label>
            E-mail
            <input type="email" value={form.email} placeholder="you@example.com" onChange={change("email")} />
            <em>{problems.email}</em>
          </label>
          <label>
            Day
            <select value={form.day} onChange={change("day")}>
              <option value="">Choose a day</option>
              {content.days.map((day) => (
                <option key={day} value={day}>
                  {day}
                </option>
              ))}
            </select>
            <em>{problems.day}</em>
          </label>
          <label>
            {content.countLabel}
            <input type="number" min="1" max="12" value={form.guests} onChange={change("guests")} />
            <em>{problems.guests}</em>
          </label>
          <button type="submit">{content.submitLabel}</button>
        </form>
      </div>
      <section className="panel block">
        <h2>{content.listTitle}</h2>
        <ul className="entries">
          {bookings.items.map((booking) => (
            <li key={booking.id}>
              <div>
                <strong>{booking.offer}</strong>
                <small>
                  {booking.name} · {booking.day} · {booking.guests}
                </small>
              </div>
              <button type="button" className="quiet" onClick={() => cancel(booking)}>
                Cancel
              </button>
            </li>
          ))}
        </ul>
      </section>
      <FeatureBand />
    </>
  );
}
