/** The machine a command runs on: what decides its speed, and at times its results. */
import os from 'node:os'
import { ask } from './ask.ts'

/** One line each of `nvidia-smi`: name, memory, driver. */
export function gpusOf(csv: string): Record<string, string> {
  const found: Record<string, string> = {}
  const lines = csv.split('\n').map((line) => line.split(',').map((part) => part.trim()))
  for (const [i, [name, memory, driver]] of lines.filter((parts) => parts[0]).entries()) {
    found[`gpu_${i}`] = name!
    if (memory) found[`gpu_${i}_memory`] = memory
    if (driver) found.gpu_driver = driver
  }
  return found
}

export async function askDevice(cwd: string, signal: AbortSignal): Promise<Record<string, string>> {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader']
  const gpus = await ask('nvidia-smi', query, { cwd, signal })
  const cpus = os.cpus()
  // A container may be given less than the machine has; without a limit this number is 0 or beyond it.
  const limit = process.constrainedMemory()
  const memory = limit > 0 && limit < os.totalmem() ? limit : os.totalmem()
  return {
    hostname: os.hostname(),
    os: `${os.type()} ${os.release()}`,
    arch: os.arch(),
    ...(cpus[0]?.model.trim() && { cpu: cpus[0].model.trim() }),
    cores: String(os.availableParallelism()),
    memory_bytes: String(memory),
    ...(gpus && gpusOf(gpus.text)),
  }
}
