import App from "./App";
import { mount } from "./view";
import "./theme.css";
import "./styles.css";

const root = document.getElementById("root");
if (root) mount(root, App);
