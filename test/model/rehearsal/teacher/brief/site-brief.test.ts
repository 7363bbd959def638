import { describe, expect, test } from "vitest";
import { readBrief } from "../../../../../pipeline/model/rehearsal/teacher/brief/site-brief.ts";

describe("titles", () => {
  const cases: [instruction: string, title: string][] = [
    [
      "Please implement a logistics management website for managing logistics.",
      "Logistics Management Website",
    ],
    [
      "Please implement a website for downloading ringtones and wallpapers, providing services.",
      "Ringtones and Wallpapers",
    ],
    [
      "Please develop an online programming learning platform to teach the GO language.",
      "Online Programming Learning Platform",
    ],
    [
      "Please fix an error on an online learning platform to ensure access.",
      "Error on an Online Learning Platform",
    ],
    ["Create a web application similar to Uber for rides.", "Uber"],
    ["请实现一个在线图书管理系统，用户可以搜索图书。", "在线图书管理系统"],
    ["A page about bees", "Bees"],
    ["", "My Website"],
  ];
  test.each(cases)("%s", (instruction, title) => expect(readBrief(instruction).title).toBe(title));
});

describe("features", () => {
  const cases: [instruction: string, features: string[]][] = [
    [
      "Please implement a shop. The website should have functionalities for role management, permission management, account management, user management, and vehicle management. Use ivory for the background.",
      [
        "Role management",
        "Permission management",
        "Account management",
        "User management",
        "Vehicle management",
      ],
    ],
    [
      "Please implement a template website. It should have functionalities for adding, deleting, and previewing templates. Users should be able to browse templates, manage their own accounts, and share links.",
      [
        "Adding templates",
        "Deleting templates",
        "Previewing templates",
        "Templates",
        "Accounts management",
        "Share links",
      ],
    ],
    [
      "Please implement a chat. It should have functionalities for message sending, photos (with filters), and calls. Users should be able to send messages and pin chats.",
      ["Message sending", "Photos", "Calls", "Pin chats"],
    ],
    [
      "Please implement a page.",
      ["Overview", "Latest updates", "Frequently asked questions", "Help and contact"],
    ],
  ];
  test.each(cases)("%s", (instruction, features) => {
    expect(readBrief(instruction).features.map(({ name }) => name)).toEqual(features);
  });

  test("a sentence about colours is no feature", () => {
    const { features } = readBrief(
      "Please implement a shop with features such as search. The design should include ivory backgrounds and teal components.",
    );
    expect(JSON.stringify(features)).not.toMatch(/ivory|teal/i);
  });
});

describe("subjects", () => {
  const cases: [instruction: string, plural: string][] = [
    ["Please implement a job search website for vacancies.", "positions"],
    ["Please implement a poetry website to share poems.", "pieces"],
    ["Please implement an e-commerce store to sell products.", "products"],
    ["Please implement something else.", "projects"],
  ];
  test.each(cases)("%s", (instruction, plural) => expect(readBrief(instruction).subject.plural).toBe(plural));
});
