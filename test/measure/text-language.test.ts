import { expect, it } from "vitest";
import { languageOf } from "../../pipeline/measure/text-language.ts";

it.each<[string, string]>([
  ["Please implement a website for the booking of rooms, with a list of all rooms and a form.", "en"],
  ["Bitte erstelle eine Website für die Buchung von Zimmern, mit einer Liste und einem Formular.", "de"],
  ["Veuillez créer un site pour la réservation de chambres, avec une liste et un formulaire.", "fr"],
  ["Por favor, crea un sitio web para la reserva de habitaciones, con una lista y un formulario.", "es"],
  ["Por favor, crie um site para a reserva de quartos, com uma lista e um formulário para os dados.", "pt"],
  ["Crea un sito per la prenotazione di camere, con una lista e un modulo per i dati del cliente.", "it"],
  ["Maak een website voor het boeken van kamers, met een lijst en een formulier voor de gegevens.", "nl"],
  ["请创建一个用于预订房间的网站，包括房间列表和表单。", "zh"],
  ["部屋を予約するためのウェブサイトを作成してください。", "ja"],
  ["객실을 예약할 수 있는 웹사이트를 만들어 주세요.", "ko"],
  ["Создайте сайт для бронирования номеров со списком и формой.", "ru"],
  ["أنشئ موقعا لحجز الغرف مع قائمة ونموذج للبيانات", "ar"],
  ["Add a page for the restaurant 北京 that lists the dishes of the week and the opening hours.", "en"],
  ["I will create the site. 好的，我将为您创建一个网站，包括房间列表和表单，并添加样式。", "zh"],
  [
    "Add a page for the restaurants 北京烤鸭店, 上海小笼包 and 四川火锅 that lists the dishes of the week, the opening hours of each house and a form with which to book a table.",
    "en",
  ],
  ["", "und"],
  ["Done.", "und"],
  ["npm run dev && npm install vite react react-dom eslint prettier typescript", "und"],
])("%s: %s", (text, language) => {
  expect(languageOf(text)).toBe(language);
});
