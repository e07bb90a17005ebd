// The inline entries need no options.
import { defineConfig } from "vite";

export default defineConfig({ cacheDir: "node_modules/.vite-inline" });
