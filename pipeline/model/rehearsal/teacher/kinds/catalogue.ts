import { capitalize } from "../brief/phrases.ts";
import type { PageKind } from "./page-kind.ts";
import { itemsOf, numbered } from "./rows.ts";

const forSale = {
  addLabel: "Add to cart",
  cartName: "Cart",
  cartEmpty: "Your cart is empty. Choose something you like.",
  checkoutLabel: "Place order",
  checkoutDone: "Your order was placed",
};

const forPositions = {
  addLabel: "Apply",
  cartName: "Applications",
  cartEmpty: "Choose the positions you would like to apply for.",
  checkoutLabel: "Send applications",
  checkoutDone: "Your applications were sent",
};

const forInterest = {
  addLabel: "Choose",
  cartName: "Selection",
  cartEmpty: "Choose something to put it on your list.",
  checkoutLabel: "Send request",
  checkoutDone: "Your request was sent",
};

/** Things to look through, search and filter, with a cart, or a list of applications. */
export const catalogue: PageKind = {
  id: "catalogue",
  clue: /\b(?:e-commerce|shop\w*|stores?|products?|carts?|orders?|buy|purchas\w*|auctions?|listings?|jobs?|recruit\w*|vacanc\w*|catalog\w*|mall|wholesale|real estate|employment|commodit\w*)\b/gi,
  homeLabel: "Browse",
  mainHandler: "onClick={() => addToCart(item)}",
  data(brief, random) {
    const { subject } = brief;
    const priced = subject.price !== null;
    const words = priced ? forSale : subject.singular === "position" ? forPositions : forInterest;
    const items = itemsOf(brief, random).map((item) => ({
      ...item,
      label: priced ? `${item.price.toFixed(2)} €` : item.date,
    }));
    return {
      content: {
        ...words,
        priced,
        itemsWord: subject.plural,
        heading: `${capitalize(subject.plural)} for you`,
        categories: subject.categories,
        facts: [
          { label: capitalize(subject.plural), value: items.length },
          { label: "Categories", value: subject.categories.length },
        ],
      },
      collections: { items: numbered(items) },
    };
  },
};
