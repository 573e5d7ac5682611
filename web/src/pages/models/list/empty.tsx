/** Before the first model: what will be here, and the lines that fill it, with this server's address. */
import { SnippetTabs } from '../../../parts/snippets.tsx'
import { serverUrl } from '../../../place.ts'
import { EMPTY } from '../words.ts'

const MODEL = {
  Python: `import mlflow

mlflow.set_tracking_uri("${serverUrl}")
with mlflow.start_run():
    info = mlflow.sklearn.log_model(model, name="model", input_example=X[:5])

version = mlflow.register_model(info.model_uri, "ranker")
mlflow.MlflowClient().set_registered_model_alias("ranker", "live", version.version)`,
  'Command line': `bw models register ranker m-MODEL_ID --url ${serverUrl}
bw models alias ranker live 1 --url ${serverUrl}`,
  curl: `curl ${serverUrl}/api/2.0/mlflow/registered-models/create \\
  -H 'content-type: application/json' -d '{"name": "ranker"}'

curl ${serverUrl}/api/2.0/mlflow/model-versions/create \\
  -H 'content-type: application/json' \\
  -d '{"name": "ranker", "source": "runs:/RUN_ID/model", "run_id": "RUN_ID"}'`,
}

const PROMPT = {
  Python: `import mlflow

mlflow.set_tracking_uri("${serverUrl}")
prompt = mlflow.genai.register_prompt(name="summary", template="Summarise in one sentence: {{ text }}")
mlflow.genai.set_prompt_alias("summary", alias="live", version=prompt.version)`,
}

export function FirstModel({ isPrompts }: { isPrompts: boolean }) {
  const { answer, hint } = EMPTY[isPrompts ? 'prompts' : 'models']
  return (
    <>
      <p className="answer">{answer}</p>
      <p className="answer-more">{hint}</p>
      <SnippetTabs texts={isPrompts ? PROMPT : MODEL} className="models-snippets" />
    </>
  )
}
