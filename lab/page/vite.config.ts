import { defineConfig } from 'vite';

// For development: ./descent lab --no-open --port 8137. LAB is the address of another lab.
const server = process.env.LAB ?? '127.0.0.1:8137';

export default defineConfig({
  base: './',
  build: { outDir: '../target/page', emptyOutDir: true, assetsDir: 'assets', modulePreload: { polyfill: false } },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/socket': {
        target: `ws://${server}`,
        ws: true,
        changeOrigin: true,
        configure: proxy => proxy.on('proxyReqWs', request => request.setHeader('origin', `http://${server}`)),
      },
    },
  },
});
