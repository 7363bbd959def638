import { days, people } from "../brief/people.ts";
import { capitalize, withArticle } from "../brief/phrases.ts";
import type { PageKind } from "./page-kind.ts";
import { itemsOf, numbered } from "./rows.ts";

/** Offers to choose from, a form that checks what is entered, and the bookings made. */
export const booking: PageKind = {
  id: "booking",
  clue: /\b(?:book(?:ing|ings)?|reserv\w*|travel\w*|hotels?|flights?|tickets?|appointments?|register for|registration|sign.?up|enrol\w*|itinerar\w*|tour\w*|rental|check-in|surveys?|questionnaires?|forms?)\b/gi,
  homeLabel: "Book",
  mainHandler: "onSubmit={submit}",
  data(brief, random) {
    const { subject } = brief;
    const offers = itemsOf(brief, random)
      .slice(0, 6)
      .map(({ name, category, note, price, date }, at) => ({
        name,
        category,
        note,
        number: at + 1,
        label: subject.price === null ? date : `from ${price} €`,
      }));
    const bookings = offers.slice(0, 3).map(({ name }, at) => ({
      offer: name,
      name: people[at] ?? "A guest",
      day: days[at] ?? "",
      guests: at + 1,
    }));
    return {
      content: {
        offers,
        days,
        itemsWord: subject.plural,
        heading: `${capitalize(subject.plural)} you can book`,
        formTitle: `Book ${withArticle(subject.singular)}`,
        countLabel: "How many people",
        submitLabel: "Book now",
        listTitle: "Your bookings",
        facts: [{ label: capitalize(subject.plural), value: offers.length }],
      },
      collections: { bookings: numbered(bookings) },
    };
  },
};
