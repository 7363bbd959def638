import { expect, test } from "vitest";
import { isEnglish } from "../../pipeline/instruction/english.ts";
import { publishedRows, testOnPublished } from "../support/published-data.ts";

test.each([
  ["Please implement a website for tea. Users should be able to search and order it in the shop.", true],
  ["Forum for chess.", true],
  [
    "Bitte eine Seite für Tee bauen, auf der Leute suchen, bestellen und Bewertungen schreiben können.",
    false,
  ],
  [
    "Veuillez créer un site pour le thé où les utilisateurs peuvent chercher et commander des produits.",
    false,
  ],
  ["请实现一个网站，用户可以浏览商品、搜索商品并下订单。", false],
  ["Создайте сайт о чае.", false],
  ["login, register, search, filter, sort, order, pay, review, rate, share, follow, comment, upload", false],
  ["", false],
  ["12345", false],
])("%j: %s", (text, english) => {
  expect(isEnglish(text)).toBe(english);
});

testOnPublished("All published instructions are English", () => {
  const rows = [...publishedRows("training"), ...publishedRows("test")];
  expect(rows.filter(({ instruction }) => !isEnglish(instruction)).map(({ id }) => id)).toEqual([]);
});
