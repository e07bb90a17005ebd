import HtmlWebpackPlugin from "html-webpack-plugin";

const page = (name, entry) => new HtmlWebpackPlugin({ template: `./${name}.html`, filename: `${name}.html`, chunks: [entry], scriptLoading: "defer" });

export default {
  mode: "production",
  entry: { main: "./main.js", inline: "./inline.js" },
  output: { clean: true, trustedTypes: true },
  performance: { hints: false },
  plugins: [page("index", "main"), page("inline", "inline")],
};
