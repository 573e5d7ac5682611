/**
 * A real identity provider (oidc-provider) as a process of its own, for tests. It asks for no password: whoever comes
 * is who they say, by a link or by `?as=`. POST /control/start names the client, PUT /control/people says who there is.
 */
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const people = new Map()
let provider

function build(issuer, { servers, secret }) {
  const client = {
    redirect_uris: servers.map((server) => `${server}/login/oidc/back`),
    post_logout_redirect_uris: servers.map((server) => `${server}/login`),
    backchannel_logout_uri: `${servers[0]}/login/oidc/logout`,
    backchannel_logout_session_required: true,
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }
  return new Provider(issuer, {
    clients: [
      { ...client, client_id: 'bellwether', client_secret: secret },
      { ...client, client_id: 'public', token_endpoint_auth_method: 'none' },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'groups'], email: ['email', 'email_verified'] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        // Its own page asks for a font on the internet.
        logoutSource: (context, form) => {
          const button = '<button name="logout" value="yes" form="op.logoutForm">Log out</button>'
          context.body = `<!doctype html><title>Log out?</title>${form}${button}`
        },
      },
    },
    cookies: { keys: ['a key for tests only'] },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    // Its own guard refuses this machine, where the server is that it tells of log-outs.
    fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
    // Nobody is asked for consent.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })
}

async function readJson(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  return JSON.parse(text)
}

const server = createServer(async (request, reply) => {
  const url = new URL(request.url, 'http://here')
  if (url.pathname === '/control/start') {
    provider = build(`http://127.0.0.1:${server.address().port}`, await readJson(request))
    return reply.end()
  }
  if (url.pathname === '/control/people') {
    people.clear()
    for (const [sub, claims] of Object.entries(await readJson(request))) people.set(sub, claims)
    return reply.end()
  }
  const as = url.searchParams.get('as')
  if (url.pathname.startsWith('/interaction/') && as === null) {
    const links = [...people.keys()].map((sub) => `<a href="?as=${sub}">${sub}</a>`)
    return reply.setHeader('content-type', 'text/html').end(`<!doctype html><title>Who?</title>${links.join(' ')}`)
  }
  if (url.pathname.startsWith('/interaction/'))
    return provider.interactionFinished(request, reply, as ? { login: { accountId: as } } : { error: 'access_denied' })
  provider.callback()(request, reply)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
process.on('disconnect', () => process.exit())
