import { peer } from "../peers/uplot.js";
import { start } from "./asked.js";

start(peer);
