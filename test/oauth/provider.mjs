// Other people's OpenID Connect provider: provider.mjs REDIRECT-URI [no-userinfo]. Its first line is its port on
// 127.0.0.1; it believes everybody who signs in. It ends with its input.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [redirect, mode] = process.argv.slice(2);
const people = {
  liar: { email: "liar@example.org", email_verified: false, preferred_username: "liar" },
  nameless: {},
  taken: { email: "Owner@example.org", email_verified: true, name: "Somebody Else" },
};

function claimsOf(sub) {
  return { sub, ...(people[sub] || { email: `${sub}@provider.example`, email_verified: true, name: `${sub} of Provider`, preferred_username: sub }) };
}

const client = (id, method) => ({
  client_id: id, redirect_uris: [redirect], grant_types: ["authorization_code"], response_types: ["code"],
  token_endpoint_auth_method: method, ...(method === "none" ? {} : { client_secret: `${id}-secret/+%` }),
});

const server = createServer((request, answer) => handle(request, answer)).listen(0, "127.0.0.1");
let handle;

server.on("listening", () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [client("basic", "client_secret_basic"), client("post", "client_secret_post"), client("public", "none")],
    clientAuthMethods: mode === "post-only" ? ["client_secret_post"] : ["client_secret_basic", "client_secret_post", "none"],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
    conformIdTokenClaims: mode !== "no-userinfo",
    features: { devInteractions: { enabled: true }, userinfo: { enabled: mode !== "no-userinfo" } },
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => claimsOf(sub) }),
  });
  for (const name of ["server_error", "authorization.error", "grant.error"])
    provider.on(name, (...told) => console.error(name, told.at(-1).message, told.at(-1).error_description || ""));
  handle = provider.callback();
  console.log(port);
});

process.stdin.on("end", () => process.exit(0)).resume();
