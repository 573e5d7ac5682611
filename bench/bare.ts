/** The least that can store and send a file: a stream to a disk that is synced before the answer, and back. */
import { createReadStream, createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

const [port, dir] = process.argv.slice(2)
const file = join(dir!, 'file')

createServer(async (request, reply) => {
  if (request.method === 'PUT') {
    await pipeline(request, createWriteStream(file, { flush: true }))
    reply.end('{}')
  } else if (request.url === '/health') reply.end('OK')
  else await pipeline(createReadStream(file), reply)
}).listen(Number(port), '127.0.0.1')
