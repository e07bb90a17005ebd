import { peer } from "../peers/uplot.js";
import { start } from "./fetch-and-draw.js";

start(peer);
