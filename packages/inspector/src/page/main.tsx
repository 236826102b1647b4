/** The page begins: it is drawn, and connects with the server that it came from. */
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import { App } from "./app.js";
import { connect } from "./connection.js";
import "./style.css";

render(<App />, document.getElementById("app") as HTMLElement);
connect();
