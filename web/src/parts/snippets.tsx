/** The lines that send a first run to this server, in the languages people begin with. */
import { Tabs } from '@mantine/core'
import '@mantine/core/styles/Tabs.css'
import { serverUrl } from '../place.ts'
import { Code } from './copy.tsx'

const snippets = (url: string): Record<'Python' | 'curl' | 'Command line', string> => ({
  Python: `import mlflow

mlflow.set_tracking_uri("${url}")
mlflow.set_experiment("first-steps")
mlflow.autolog()  # scikit-learn, PyTorch Lightning, XGBoost, LightGBM and more

with mlflow.start_run():
    mlflow.log_param("lr", 0.01)
    for step in range(100):
        mlflow.log_metric("val/loss", 1 / (1 + step), step=step)`,
  curl: `RUN=$(curl -s ${url}/api/2.0/mlflow/runs/create \\
  -H 'content-type: application/json' \\
  -d '{"experiment_id": "0", "run_name": "by-hand"}' | grep -o '"run_id":"[0-9a-f]*"' | cut -d'"' -f4)

curl ${url}/api/2.0/mlflow/runs/log-metric \\
  -H 'content-type: application/json' \\
  -d "{\\"run_id\\": \\"$RUN\\", \\"key\\": \\"loss\\", \\"value\\": 0.5, \\"step\\": 1, \\"timestamp\\": $(date +%s)000}"`,
  'Command line': `# runs the script with everything that explains it: commit, diff, packages, device
bw exec --url ${url} -- python train.py`,
})

/** Texts to copy, one for each way to do the same. */
export function SnippetTabs({ texts, className = '' }: { texts: Record<string, string>; className?: string }) {
  const all = Object.entries(texts)
  return (
    <Tabs defaultValue={all[0]![0]} className={`snippets ${className}`} keepMounted={false}>
      <Tabs.List>
        {all.map(([name]) => (
          <Tabs.Tab key={name} value={name}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {all.map(([name, text]) => (
        <Tabs.Panel key={name} value={name}>
          <Code text={text} label={`${name} snippet`} />
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}

export const Snippets = () => <SnippetTabs texts={snippets(serverUrl)} />

export const WaitingForRun = () => (
  <p className="waiting" role="status">
    <i aria-hidden="true">◌</i> Waiting for the first run…
  </p>
)
