import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitepress";

const walkthrough = [
  { text: "1. The forward pass", link: "/walkthrough/forward-pass" },
  { text: "2. The loss", link: "/walkthrough/loss" },
  { text: "3. Backpropagation", link: "/walkthrough/backpropagation" },
  { text: "4. Weight updates", link: "/walkthrough/weight-updates" },
  { text: "5. The training loop", link: "/walkthrough/training-loop" },
  { text: "6. The MLP on MNIST", link: "/walkthrough/mnist" },
  { text: "7. From one Value to MNIST", link: "/walkthrough/from-one-value-to-mnist" },
];

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M1 2c4 0 4 11 14 11" fill="none" stroke="#0072b2" stroke-width="2.5"/></svg>`;

// The decision records, in their order, by their first lines.
const folder = new URL("../decisions/", import.meta.url);
const decisions = readdirSync(folder)
  .filter((name) => name.endsWith(".md"))
  .sort()
  .map((name) => ({
    text: readFileSync(new URL(name, folder), "utf8").split("\n")[0].replace(/^# /, ""),
    link: "/decisions/" + name.replace(/\.md$/, ""),
  }));

export default defineConfig({
  title: "Descent",
  description: "Neural-network training for the JVM, explained from one number to MNIST",
  lang: "en",
  // For a site that is not at its server's root: DOCS_BASE=/descent/ npm run build
  base: process.env.DOCS_BASE ?? "/",
  head: [["link", { rel: "icon", href: "data:image/svg+xml," + encodeURIComponent(icon) }]],
  outDir: "target/site",
  cacheDir: "target/cache",
  srcExclude: ["node_modules/**", "target/**"],
  cleanUrls: false,
  // The usual light theme's red has too little contrast on the blocks' grey.
  markdown: { theme: { light: "github-light-high-contrast", dark: "github-dark" } },
  themeConfig: {
    search: { provider: "local" },
    nav: [{ text: "Walkthrough", link: "/walkthrough/forward-pass" }],
    sidebar: [
      { text: "Walkthrough", items: walkthrough },
      { text: "Performance", link: "/performance" },
      { text: "Decisions", collapsed: true, items: decisions },
    ],
    outline: { level: [2, 3] },
  },
});
