import { peer } from "../peers/lightweight.js";
import { start } from "./asked.js";

start(peer);
