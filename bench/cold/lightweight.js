import { peer } from "../peers/lightweight.js";
import { start } from "./fetch-and-draw.js";

start(peer);
