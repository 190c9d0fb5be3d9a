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

export default defineConfig({
  title: "Descent",
  description: "Neural-network training for the JVM, explained from one number to MNIST",
  lang: "en",
  // The site can be opened from any folder of a server: DOCS_BASE=/descent/ npm run build
  base: process.env.DOCS_BASE ?? "/",
  outDir: "target/site",
  cacheDir: "target/cache",
  srcExclude: ["node_modules/**", "target/**"],
  cleanUrls: false,
  themeConfig: {
    search: { provider: "local" },
    nav: [{ text: "Walkthrough", link: "/walkthrough/forward-pass" }],
    sidebar: [{ text: "Walkthrough", items: walkthrough }],
    outline: { level: [2, 3] },
  },
});
