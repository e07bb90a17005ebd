import { peer } from "../peers/echarts.js";
import { start } from "./asked.js";

start(peer);
