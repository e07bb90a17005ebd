// Vite's dev server passes the chart's requests on to the batch API, with the key from the environment: ATAI_API_KEY=… npx vite
import { defineConfig } from "vite";

const ROUTES = "^/v0\\.5/batch/jobs(/[\\w-]{1,64}(/inputs/progress/(traces|counts)|/progress)?)?(\\?.*)?$";

export default defineConfig({
  server: {
    proxy: {
      [ROUTES]: {
        target: "https://api.u1.archetypeai.app",
        changeOrigin: true,
        headers: { Authorization: `Bearer ${process.env.ATAI_API_KEY}` },
        bypass(request) {
          // Other methods are not passed on: false answers with 404.
          return ["GET", "HEAD"].includes(request.method ?? "") ? undefined : false;
        },
        configure(proxy) {
          proxy.on("proxyReq", (request) => request.removeHeader("Cookie"));
          proxy.on("proxyRes", ({ headers }) => {
            delete headers["set-cookie"];
            delete headers.location;
          });
        },
      },
    },
  },
});
