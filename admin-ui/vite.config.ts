import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { themeCss } from './theme-css.js';

export default defineConfig({
  base: '/admin/',
  plugins: [react(), themeCss()],
  build: {
    target: 'es2022',
    // Inlined data would need a looser content policy than the server sends.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'manifest.json',
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:3000', '/socket.io': { target: 'http://127.0.0.1:3000', ws: true } },
  },
});
