import { peer } from "../peers/chartjs.js";
import { start } from "./fetch-and-draw.js";

start(peer);
