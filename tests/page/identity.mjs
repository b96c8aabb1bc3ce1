// A real identity provider (npm oidc-provider) for the tests, with a client for machines and one for the page.

import { createServer } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
// @ts-expect-error The package comes without types.
import Provider from "oidc-provider";

/** @typedef {{issuer: string, stop: () => void, tokenFor: (client: string) => Promise<string>, lifetime: {seconds: number}, people: {current: string}, keys: any[]}} Identity */

export const PAGE_CLIENT = "shirube-page";

/** Machines, by the roles that their tokens have. @type {Record<string, string[]>} */
const MACHINES = { pipeline: ["integrator"], auditing: ["auditor"], nobody: [] };

/** People, by the roles that their tokens have. @type {Record<string, {name: string, roles: string[]}>} */
const PEOPLE = { hanako: { name: "佐藤 花子", roles: ["clinician"] }, auditor: { name: "Audit Person", roles: ["auditor"] } };

/**
 * @param {number} port
 * @param {string} audience The service that its access tokens are for.
 * @param {string} redirectUri The page.
 * @param {string} [keyId] Another one stands for another key.
 * @returns {Promise<Identity>}
 */
export async function startIdentity(port, audience, redirectUri, keyId = "op-1") {
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const keys = [{ ...(await exportJWK(privateKey)), kid: keyId, alg: "ES256", use: "sig" }];
  const lifetime = { seconds: 600 };
  const people = { current: "hanako" };
  const secret = "for-tests-only-and-on-this-machine";
  const provider = new Provider(issuer, {
    jwks: { keys },
    clients: [
      {
        client_id: PAGE_CLIENT,
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code"],
        response_types: ["code"],
        redirect_uris: [redirectUri],
        id_token_signed_response_alg: "ES256",
      },
      ...Object.keys(MACHINES).map((client_id) => ({ client_id, client_secret: secret, grant_types: ["client_credentials"], response_types: [], redirect_uris: [], id_token_signed_response_alg: "ES256" })),
    ],
    cookies: { keys: ["for-tests-only"] },
    scopes: ["openid", "profile"],
    claims: { openid: ["sub"], profile: ["name"] },
    conformIdTokenClaims: false,
    clientBasedCORS: () => true,
    ttl: { AccessToken: () => lifetime.seconds, ClientCredentials: () => lifetime.seconds, IdToken: 600, Grant: 3600, Interaction: 600, Session: 3600 },
    pkce: { required: () => true },
    findAccount: async (/** @type {unknown} */ _ctx, /** @type {string} */ id) => ({ accountId: id, claims: async () => ({ sub: id, name: PEOPLE[id]?.name }) }),
    loadExistingGrant: async (/** @type {any} */ ctx) => {
      const { provider: own, session, client, params } = ctx.oidc;
      const grant = new own.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(String(params.scope));
      grant.addResourceScope(audience, "use");
      await grant.save();
      return grant;
    },
    extraTokenClaims: async (/** @type {unknown} */ _ctx, /** @type {any} */ token) => ({
      roles: token.kind === "ClientCredentials" ? MACHINES[token.clientId] : PEOPLE[token.accountId]?.roles,
    }),
    interactions: { url: (/** @type {unknown} */ _ctx, /** @type {any} */ interaction) => `/sign-in/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: "use", audience, accessTokenFormat: "jwt", accessTokenTTL: lifetime.seconds, jwt: { sign: { alg: "ES256" } } }),
      },
    },
  });
  const callback = provider.callback();
  const server = createServer(async (request, response) => {
    // The person signs in without being asked: the page under test is another.
    if (request.url?.startsWith("/sign-in/")) {
      await provider.interactionFinished(request, response, { login: { accountId: people.current }, consent: {} }, { mergeWithLastSubmission: false });
      return;
    }
    callback(request, response);
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  return {
    issuer,
    lifetime,
    people,
    keys,
    tokenFor: async (client) => {
      const answer = await fetch(`${issuer}/token`, {
        method: "POST",
        headers: { authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString("base64")}` },
        body: new URLSearchParams({ grant_type: "client_credentials", resource: audience }),
      });
      const { access_token: token } = /** @type {any} */ (await answer.json());
      if (!token) throw new Error(`no token for ${client}: ${answer.status}`);
      return token;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
