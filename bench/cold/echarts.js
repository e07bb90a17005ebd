import { peer } from "../peers/echarts.js";
import { start } from "./fetch-and-draw.js";

start(peer);
