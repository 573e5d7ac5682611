/** The fields of the wizard: where the source is and how it knows us, and what of it is wanted. */
import type { Asked, Way } from './draft.ts'

interface FieldsOf {
  way: Way
  draft: Asked
  change: (next: Partial<Asked>) => void
}

const AUTHS = [
  ['none', 'Nothing'],
  ['user', 'A user and a password'],
  ['token', 'A token'],
] as const

export function SourceFields({ way, draft, change }: FieldsOf) {
  const isServer = /^https?:/i.test(draft.uri) || draft.uri.trim() === ''
  return (
    <>
      <label>
        Where it is
        <input
          className="field"
          value={draft.uri}
          required
          maxLength={2_000}
          placeholder="https://mlflow.example.com"
          // biome-ignore lint/a11y/noAutofocus: the form was just asked for
          autoFocus
          onChange={({ target }) => change({ uri: target.value })}
        />
        <small className="low">
          {way === 'follow'
            ? 'The address of the server, as clients use it.'
            : 'The address of a server; or, for owners of this installation, its database (sqlite:///… or postgresql://…) or the whole path of its folder.'}
        </small>
      </label>
      {isServer ? (
        <>
          <fieldset className="transfer-choice">
            <legend>What it asks for</legend>
            {AUTHS.map(([auth, label]) => (
              <label key={auth}>
                <input type="radio" name="auth" checked={draft.auth === auth} onChange={() => change({ auth })} />{' '}
                {label}
              </label>
            ))}
          </fieldset>
          {draft.auth === 'user' && (
            <div className="transfer-two">
              <label>
                User
                <input
                  className="field"
                  value={draft.user}
                  autoComplete="off"
                  required
                  onChange={({ target }) => change({ user: target.value })}
                />
              </label>
              <label>
                Password
                <input
                  className="field"
                  type="password"
                  value={draft.password}
                  autoComplete="off"
                  onChange={({ target }) => change({ password: target.value })}
                />
              </label>
            </div>
          )}
          {draft.auth === 'token' && (
            <label>
              Token
              <input
                className="field"
                type="password"
                value={draft.token}
                autoComplete="off"
                required
                onChange={({ target }) => change({ token: target.value })}
              />
            </label>
          )}
          {draft.auth !== 'none' && <small className="low">It is kept encrypted, and only for this.</small>}
          <label>
            Workspace there
            <input
              className="field"
              value={draft.workspace}
              placeholder="only of a server that has several"
              onChange={({ target }) => change({ workspace: target.value })}
            />
          </label>
        </>
      ) : (
        <label>
          Where the files of its runs lie
          <input
            className="field"
            value={draft.artifactsRoot}
            placeholder="/srv/mlflow/artifacts or s3://bucket/prefix; where the source does not say it"
            onChange={({ target }) => change({ artifactsRoot: target.value })}
          />
        </label>
      )}
    </>
  )
}

export function WhatFields({ way, draft, change }: FieldsOf) {
  return (
    <>
      <label>
        Experiments
        <textarea
          className="field"
          rows={3}
          value={draft.experiments}
          placeholder="All of them. For some only: a name or an id on each line."
          // biome-ignore lint/a11y/noAutofocus: the step was just asked for
          autoFocus
          onChange={({ target }) => change({ experiments: target.value })}
        />
      </label>
      {way === 'move' ? (
        <>
          <label className="transfer-check">
            <input type="checkbox" checked={draft.files} onChange={({ target }) => change({ files: target.checked })} />{' '}
            Copy the bytes of files too
          </label>
          <label>
            An experiment whose name is taken here
            <select
              className="field"
              value={draft.onClash}
              onChange={({ target }) => change({ onClash: target.value === 'leave' ? 'leave' : 'suffix' })}
            >
              <option value="suffix">comes in under its name with a suffix</option>
              <option value="leave">is left out, and the report says so</option>
            </select>
          </label>
        </>
      ) : (
        <>
          <div className="transfer-two">
            <label>
              Name
              <input
                className="field"
                value={draft.name}
                pattern="[A-Za-z0-9_][A-Za-z0-9_.\-]{0,99}"
                title="letters, digits, dots and dashes"
                placeholder="that of its host"
                onChange={({ target }) => change({ name: target.value })}
              />
            </label>
            <label>
              Look every
              <select
                className="field"
                value={draft.every}
                onChange={({ target }) => change({ every: Number(target.value) })}
              >
                <option value={10}>10 seconds</option>
                <option value={60}>minute</option>
                <option value={600}>10 minutes</option>
                <option value={3_600}>hour</option>
              </select>
            </label>
          </div>
          <label className="transfer-check">
            <input
              type="checkbox"
              checked={draft.copyFiles}
              onChange={({ target }) => change({ copyFiles: target.checked })}
            />{' '}
            Copy the bytes of files, instead of reading them there
          </label>
        </>
      )}
    </>
  )
}
