import { peer } from "../peers/chartjs.js";
import { start } from "./asked.js";

start(peer);
