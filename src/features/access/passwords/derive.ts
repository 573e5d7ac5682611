/** argon2id: Node's own where it has one (from 24.7 on), else the same in WebAssembly, in a thread of its own. */
import crypto from 'node:crypto'
import { Worker } from 'node:worker_threads'

export interface Cost {
  memoryKib: number
  passes: number
  lanes: number
}

export type Derive = (password: string, salt: Buffer, cost: Cost, bytes: number) => Promise<Buffer>

const deriveInNode: Derive = (password, salt, { memoryKib, passes, lanes }, bytes) =>
  new Promise((resolve, reject) => {
    const parameters = {
      message: password,
      nonce: salt,
      parallelism: lanes,
      tagLength: bytes,
      memory: memoryKib,
      passes,
    }
    crypto.argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key)))
  })

/** As text, so that it runs from source and from the compiled package alike. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads')
import(workerData.module).then(async ({ argon2id }) => parentPort.postMessage(await argon2id(workerData.job)))`

export const deriveInThread: Derive = (password, salt, { memoryKib, passes, lanes }, bytes) =>
  new Promise((resolve, reject) => {
    const job = { password, salt, parallelism: lanes, iterations: passes, memorySize: memoryKib, hashLength: bytes }
    const thread = new Worker(THREAD, {
      eval: true,
      workerData: { module: import.meta.resolve('hash-wasm'), job: { ...job, outputType: 'binary' } },
    })
    thread.once('error', reject)
    thread.once('message', (key: Uint8Array) => {
      resolve(Buffer.from(key))
      void thread.terminate()
    })
  })

export const derive: Derive = typeof crypto.argon2 === 'function' ? deriveInNode : deriveInThread
