import { render } from "preact";
import { App } from "./app.tsx";
import { followLiveEvents } from "./data/live-events.ts";
import { isLive } from "./data/page-meta.ts";
import "./kit/theme.css";
import "./kit/kit.css";
import "./app.css";

const place = document.getElementById("app");
if (place === null) throw new Error("The page has no element with the id app.");
render(<App />, place);
if (isLive) followLiveEvents();
