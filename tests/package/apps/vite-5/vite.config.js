import { defineConfig } from "vite";

export default defineConfig({
  // Up to version 7, the development server does not find the .wasm of a package that it has bundled.
  optimizeDeps: { exclude: ["job-progress-chart"] },
  build: { target: "es2022", rollupOptions: { input: ["index.html", "inline.html"] } },
});
