import { rspack } from "@rspack/core";

const page = (name, entry) => new rspack.HtmlRspackPlugin({ template: `./${name}.html`, filename: `${name}.html`, chunks: [entry] });

export default {
  mode: "production",
  entry: { main: "./main.js", inline: "./inline.js" },
  output: { clean: true, trustedTypes: true },
  performance: false,
  plugins: [page("index", "main"), page("inline", "inline")],
};
