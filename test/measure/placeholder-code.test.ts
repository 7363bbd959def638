import { expect, it } from "vitest";
import { placeholdersIn } from "../../pipeline/measure/placeholder-code.ts";

/** Put together, as searches for what is left open in our own code find it otherwise. */
const todo = ["TO", "DO"].join("");

/** Labelled by hand: whether code is left out. */
const labelled: [text: string, isLeftOut: boolean][] = [
  ["// ... rest of the code", true],
  ["// rest of the code", true],
  ["// ...rest of the component remains the same", true],
  ["/* Rest of the styles remain unchanged */", true],
  ["/* ... */", true],
  ["// ...", true],
  ["// …", true],
  ["{/* ... other components ... */}", true],
  ["{/* Rest of your code here */}", true],
  ["<!-- rest of the content goes here -->", true],
  ["<!-- ... existing markup ... -->", true],
  ["// existing code...", true],
  ["// Existing imports stay as before", true],
  ["// (previous code remains unchanged)", true],
  ["// same as before", true],
  ["// unchanged", true],
  ["// remains the same", true],
  ["// everything else remains unchanged", true],
  ["// Your code here", true],
  ["// Add your logic here", true],
  ["// insert the remaining content here", true],
  [`// ${todo}: implement the checkout`, true],
  [`// ${todo} finish this`, true],
  ["// Not implemented yet", true],
  ["// to be implemented", true],
  ["// implement this later", true],
  ["// Lines omitted for brevity", true],
  ["/* styles omitted */", true],
  ["# ... rest of the configuration", true],
  ["// code truncated", true],
  ["// [... remaining functions ...]", true],
  ["function f() {\n  // ... keep the existing handlers\n}", true],

  ["const { a, ...rest } = props;", false],
  ["return <Card {...props} />;", false],
  ["// rest parameters are passed on to the button", false],
  ["// existing users are sent to the dashboard", false],
  ["/* Other pages */", false],
  ["/* Rest area */", false],
  ["// the rest of the day is free", false],
  ["<p>The rest of the code is open source...</p>", false],
  ['const text = "Loading...";', false],
  ["// Loading...", false],
  ["// wait for more items to load", false],
  ["// same height as the header", false],
  ["// keep the menu open", false],
  ["// Add to cart", false],
  ["// put the focus here", false],
  [`// ${todo} list component`, false],
  ["/* Todo items */", false],
  ["const url = 'https://example.com/...';", false],
  ["// see https://example.com/rest", false],
  ["// REST client for the API", false],
  ["// previous and next buttons", false],
  ["// other", false],
  ["// content of the page", false],
  ["// imports", false],
  ["// where the code of a voucher is entered", false],
  ["// unchanged values are not sent", false],
  ["// the original styles of the template", false],
  [
    "// This function computes the total of the order; the rest of the code of the module only formats what it returns, so that totals are never rounded twice in different places of the shop",
    false,
  ],
  ["", false],
  ["/*", false],
  ["//", false],
];

it.each(labelled)("%j: %s", (text, isLeftOut) => {
  expect(placeholdersIn(text).length > 0).toBe(isLeftOut);
});

it("finds each of several, and goes on after the end of a comment", () => {
  expect(placeholdersIn("/* a */ x // ...\n<!-- rest of the code -->\n// b\n/* ... */")).toEqual([
    "...",
    "rest of the code",
    "...",
  ]);
});

it("reads a hostile text in time that grows with its length", () => {
  const text = `${"/*".repeat(200_000)}${"<!--".repeat(100_000)}${"// ... ".repeat(50_000)}`;
  expect(placeholdersIn(text)).toEqual([]);
});
