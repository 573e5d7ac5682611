/** The pages of the registry as code. */
import { type AsCode, python, shell } from '../../parts/copy-as.tsx'
import { serverUrl } from '../../place.ts'
import { toQuery } from '../../query.ts'
import type { ModelsQuery } from './routes.ts'

const START = `import mlflow\n\nmlflow.set_tracking_uri(${python(serverUrl)})\n`
const bw = (...words: string[]): string => `bw models ${[...words, '--url', serverUrl].map(shell).join(' ')}\n`
const urlOf = (name: string): string => `${serverUrl}/api/v1/models/${encodeURIComponent(name)}`

export function modelsAsCode({ search, alias, stage, prompts }: ModelsQuery): AsCode {
  const query = toQuery({ search, alias, stage, prompts: prompts && 'true' })
  const part = search ? `filter_string=${python(`name ILIKE '%${search.replaceAll("'", "''")}%'`)}` : ''
  return {
    python: prompts
      ? `${START}prompts = mlflow.genai.search_prompts()\n`
      : `${START}models = mlflow.search_registered_models(${part})\n`,
    curl: `curl ${shell(`${serverUrl}/api/v1/models${query}`)}\n`,
    cli: bw(
      'ls',
      ...(search ? ['--search', search] : []),
      ...(alias ? ['--alias', alias] : []),
      ...(stage ? ['--stage', stage.toLowerCase()] : []),
      ...(prompts ? ['--prompts'] : []),
    ),
  }
}

export const modelAsCode = (name: string, isPrompt: boolean): AsCode => ({
  python: isPrompt
    ? `${START}prompt = mlflow.genai.load_prompt(${python(`prompts:/${name}@latest`)})\n`
    : `${START}client = mlflow.MlflowClient()\nmodel = client.get_registered_model(${python(name)})\nversions = client.search_model_versions(${python(`name='${name}'`)})\n`,
  curl: `curl ${shell(`${urlOf(name)}/versions`)}\n`,
  cli: bw('versions', name),
})

export const versionAsCode = (name: string, version: number, isPrompt: boolean): AsCode => ({
  python: isPrompt
    ? `${START}prompt = mlflow.genai.load_prompt(${python(`prompts:/${name}/${version}`)})\n`
    : `${START}model = mlflow.pyfunc.load_model(${python(`models:/${name}/${version}`)})\n`,
  curl: `curl ${shell(`${urlOf(name)}/versions/${version}`)}\n`,
  cli: bw('show', name, String(version)),
})
