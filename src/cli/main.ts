#!/usr/bin/env node
/** The `bellwether` command (alias `bw`). What it can do is in `program.ts`. */
import { enableCompileCache } from 'node:module'

// Before anything else is loaded: later starts skip reading and stripping the sources.
enableCompileCache()
const { main } = await import('./program.ts')
process.exitCode = await main(process.argv)
