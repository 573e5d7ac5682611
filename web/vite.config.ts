/** Builds the web app into web/dist; in development, sends API calls to a running server. */
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const SERVER = process.env.BELLWETHER_URL ?? 'http://127.0.0.1:7575'

/** The stored theme must be known before the first paint; the CSP allows no inline script that could set it. */
const paintLater: Plugin = {
  name: 'paint-later',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
  },
}

/** Text that is laid out twice, once without its font, moves the page: the font is asked for with the page itself. */
const fontsFirst: Plugin = {
  name: 'fonts-first',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle }) => ({
      html,
      tags: Object.keys(bundle ?? {})
        .filter((file) => /inter-latin-wght-normal.*\.woff2$/.test(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `./${file}`, crossorigin: '' },
          injectTo: 'head' as const,
        })),
    }),
  },
}

/** Large, and of few pages: never part of what all pages load. */
const HEAVY =
  /node_modules\/(hyparquet|papaparse|pdfjs-dist|@observablehq|d3|d3-[\w-]+|htl|isoformat|interval-tree-1d|uplot)/

/**
 * A browser holds six connections: dozens of small files, each shared by a few pages, would queue before the data that
 * a page asks for. What many pages share is one file, what draws charts another.
 */
const CHUNKS = [
  { name: 'shared', test: (id: string) => !HEAVY.test(id), minShareCount: 3, priority: 2 },
  { name: 'charts', test: /web\/src\/parts\/chart\/|node_modules\/uplot/, minShareCount: 2, priority: 1 },
]

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  base: command === 'build' ? './' : '/',
  plugins: [react(), paintLater, fontsFirst],
  // The browser needs a route's method and path, not its schema; types still come from the real package.
  resolve: {
    alias: {
      ...(command === 'build' && { typebox: join(import.meta.dirname, 'src/no-schemas.ts') }),
      hysnappy: join(import.meta.dirname, 'src/no-wasm-snappy.ts'),
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2024',
    assetsInlineLimit: 0,
    // The package carries other people's code: their licences go with it.
    license: { fileName: 'licences.md' },
    rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
  },
  server: {
    port: 7576,
    proxy: Object.fromEntries(
      ['/api', '/ajax-api', '/get-artifact', '/login', '/health'].map((path) => [path, SERVER]),
    ),
  },
}))
