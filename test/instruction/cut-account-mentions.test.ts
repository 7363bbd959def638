import { expect, test } from "vitest";
import { cutAccountMentions } from "../../pipeline/instruction/cut-account-mentions.ts";

const cut: [string, string][] = [
  // the first of a series
  [
    "Users should be able to register, browse plants, and order them.",
    "Users should be able to browse plants and order them.",
  ],
  [
    "Users should be able to log in, browse plants, rate them, and order them.",
    "Users should be able to browse plants, rate them, and order them.",
  ],
  ["Users should be able to register and write posts.", "Users should be able to write posts."],
  ["Users can log in to the game, collect coins, and trade them.", "Users can collect coins and trade them."],
  [
    "The website should have functionalities for logging in, registering, searching, and filtering.",
    "The website should have functionalities for searching and filtering.",
  ],
  [
    "It should have functionalities for user registration, job posting, and a contact form.",
    "It should have functionalities for job posting and a contact form.",
  ],
  // in the middle
  [
    "Users should be able to browse events, register, comment, and vote.",
    "Users should be able to browse events, comment, and vote.",
  ],
  [
    "It should have features such as search, user login, and payment.",
    "It should have features such as search and payment.",
  ],
  // the last
  [
    "It should have functionalities for managing teams, editing profiles, and user login.",
    "It should have functionalities for managing teams and editing profiles.",
  ],
  [
    "Please implement a website for bookings, allowing users to book and log in.",
    "Please implement a website for bookings, allowing users to book.",
  ],
  // what the accounts were for stays
  [
    "The tool should have registration and login functionality, allowing users to save drafts.",
    "The tool should allow users to save drafts.",
  ],
  [
    "The site should also have a login function, and be able to show charts.",
    "The site should be able to show charts.",
  ],
  ["After logging in, users can see their orders.", "Users can see their orders."],
  // nothing else in the sentence
  ["Users should be able to register and log in.", ""],
  ["The website should have user registration and login functions.", ""],
  ["It should allow users to sign up.", ""],
];

test.each(cut)("%s", (before, after) => {
  const frame = (middle: string): string =>
    ["Please implement a shop.", middle, "Use white for the background."]
      .filter((part) => part !== "")
      .join(" ");
  expect(cutAccountMentions(frame(before))).toEqual({
    text: frame(after),
    changes: [{ before, after }],
    left: [],
  });
});

const kept: [string, boolean][] = [
  // no account is meant
  ["Users should be able to browse contests, register for contests, and view results.", true],
  ["The website should have functionalities for product registration, tracking, and inquiry.", true],
  ["The site is for registering and managing domain names.", true],
  ["Users should be able to view login logs, manage roles, and set tax rates.", true],
  // an account is meant, but no rule can take it out and leave a sentence
  ["The system should have a login function, including password verification.", true],
  ["Users should be able to register and log in to the website to manage their resumes.", true],
  ["It should have registration and login functionality, users can browse videos.", true],
  // no mention at all
  ["Users should be able to browse designs by signature style and blog in peace.", false],
];

test.each(kept)("Unchanged: %s", (text, isLeft) => {
  expect(cutAccountMentions(text)).toEqual({ text, changes: [], left: isLeft ? [text] : [] });
});
