// The certified OpenID provider `oidc-provider`, as a company would run it: people with groups, a native
// public client, rotating refresh tokens, the device flow and revocation.
//
// usage: node provider.mjs SETTINGS.json
//
// Beside it, on a plain loopback port, it tells what it was asked (`GET /log`) and what it gave out
// (`GET /secrets`), and lets a test turn its knobs (`POST /knobs`).

import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createPlain } from 'node:http';
import { createServer } from 'node:https';

import Provider from 'oidc-provider';

import { enterCode, confirmCode, done, signInForm } from './pages.mjs';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const scope = 'openid profile email offline_access';

const atFirst = {
  // What answers instead: a status, or 'silence'.
  down: null,
  // How many answers of the token endpoint are lost once all is done.
  lose: 0,
  // How long a token answer takes, in milliseconds.
  slow: 0,
  rotate: true,
  // Who is signed in without a form. Nobody: a form asks.
  present: null,
  idToken: 3600,
  refreshToken: 86400,
};
let knobs = { ...atFirst };
const log = [];
const secrets = new Set();

const key = {
  ...createPrivateKey(readFileSync(settings.signing_key)).export({ format: 'jwk' }),
  kid: settings.key_id,
  use: 'sig',
  alg: 'RS256',
};

const provider = new Provider(settings.issuer, {
  jwks: { keys: [key] },
  cookies: { keys: ['only for tests'] },
  clients: [
    {
      client_id: settings.client_id,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
      grant_types: [
        'authorization_code',
        'refresh_token',
        'urn:ietf:params:oauth:grant-type:device_code',
      ],
      response_types: ['code'],
    },
  ],
  claims: { openid: ['sub', 'groups'], email: ['email', 'email_verified'], profile: ['name'] },
  // The groups are in the ID token, not only in what userinfo tells.
  conformIdTokenClaims: false,
  rotateRefreshToken: () => knobs.rotate,
  ttl: {
    AccessToken: 600,
    AuthorizationCode: 60,
    DeviceCode: 600,
    Grant: 86400,
    IdToken: () => knobs.idToken,
    Interaction: 600,
    RefreshToken: () => knobs.refreshToken,
    Session: 600,
  },
  features: {
    devInteractions: { enabled: false },
    deviceFlow: {
      enabled: true,
      userCodeInputSource: enterCode,
      userCodeConfirmSource: confirmCode,
      successSource: done,
    },
    revocation: {
      enabled: true,
      allowedPolicy: (ctx, client, token) => token.clientId === client.clientId,
    },
    rpInitiatedLogout: { enabled: true },
  },
  interactions: { url: (ctx, interaction) => `/sign-in/${interaction.uid}` },
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id}@acme.example`,
      email_verified: true,
      name: settings.people[id].name,
      groups: settings.people[id].groups,
    }),
  }),
});

provider.on('server_error', (ctx, error) => console.error(error));
provider.on('grant.revoked', () => log.push({ event: 'family revoked' }));

async function signIn(ctx) {
  const asked = await provider.interactionDetails(ctx.req, ctx.res);
  // Who has a session is only asked for consent, and gives it.
  let name = asked.prompt.name === 'consent' ? asked.session.accountId : knobs.present;
  if (name === null && ctx.method === 'POST') {
    const form = new URLSearchParams(await bodyOf(ctx.req));
    name = form.get('password') === settings.password ? form.get('name') : null;
  }
  if (!(name in settings.people)) {
    ctx.type = 'html';
    ctx.body = signInForm(ctx.method === 'POST');
    return;
  }
  if (asked.prompt.name === 'login') log.push({ event: 'signed in' });
  const grant = new provider.Grant({ accountId: name, clientId: asked.params.client_id });
  grant.addOIDCScope(scope);
  const result = { login: { accountId: name }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(ctx.req, ctx.res, result);
  ctx.respond = false;
}

async function bodyOf(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// First of all: what is written down, and what goes wrong on purpose.
provider.use(async (ctx, next) => {
  const entry = { method: ctx.method, path: ctx.path };
  log.push(entry);
  if (knobs.down === 'silence') {
    ctx.respond = false;
    return;
  }
  if (knobs.down !== null) {
    entry.status = ctx.status = knobs.down;
    return;
  }
  if (ctx.path.startsWith('/sign-in/')) {
    await signIn(ctx);
  } else {
    await next();
  }
  entry.status = ctx.status;
  if (ctx.path !== '/token') return;
  entry.grant = ctx.oidc?.params?.grant_type;
  entry.error = ctx.body?.error;
  for (const kind of ['id_token', 'access_token', 'refresh_token']) {
    if (ctx.body?.[kind]) secrets.add(ctx.body[kind]);
  }
  if (ctx.oidc?.params?.code) secrets.add(ctx.oidc.params.code);
  if (ctx.oidc?.params?.code_verifier) secrets.add(ctx.oidc.params.code_verifier);
  if (knobs.slow > 0) await pause(knobs.slow);
  if (knobs.lose > 0) {
    knobs.lose -= 1;
    entry.lost = true;
    ctx.respond = false;
    ctx.req.socket.destroy();
  }
});

const control = {
  'GET /log': () => log,
  'GET /secrets': () => [...secrets],
  'POST /knobs': (given) => {
    knobs = { ...atFirst, ...JSON.parse(given) };
    return knobs;
  },
};

createPlain(async (request, response) => {
  const answer = control[`${request.method} ${request.url}`];
  const given = await bodyOf(request);
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ? answer(given) : null));
}).listen(settings.control_port, '127.0.0.1');

const certificate = { key: readFileSync(settings.tls_key), cert: readFileSync(settings.tls_cert) };
createServer(certificate, provider.callback()).listen(settings.port, '127.0.0.1', () =>
  console.log('ready'),
);
