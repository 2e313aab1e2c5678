import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    target: 'es2022',
    // Inlined data would need a looser content policy than the server sends.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:3000', '/socket.io': { target: 'http://127.0.0.1:3000', ws: true } },
  },
});
