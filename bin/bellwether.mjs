#!/usr/bin/env node
/** Starts the command: compiled in the package, from its sources in a clone. Old Nodes must be able to read this file. */
import { existsSync } from 'node:fs'

const NEEDED = [22, 18]
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    `bellwether: Node ${NEEDED.join('.')} or newer is needed, and this is ${process.versions.node}. Install it from https://nodejs.org and run the same command again.\n`,
  )
  process.exit(1)
}
const source = new URL('../src/cli/main.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href)
