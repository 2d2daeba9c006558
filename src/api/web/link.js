// What a sign-in by another provider still takes, or why there was none. All of it stands behind the # of the address:
// browsers send that to nobody. Words are ours, by code, so that no link can make this page say something.
"use strict";

const at = (id) => document.getElementById(id);
const told = new URLSearchParams(location.hash.slice(1));
const token = told.get("link_token");
let challenge = told.get("challenge");
const words = {
  state_invalid: "That sign-in was begun in another browser, is over already, or took too long.",
  sign_in_refused: "The other side did not sign you in, or you did not allow it.",
  code_refused: "The other side no longer knows of that sign-in.",
  provider_answer_invalid: "What the other side said about you cannot be believed, so nobody was signed in.",
  identity_taken: "Somebody else signs in here with that account of yours over there.",
  account_suspended: "This account is suspended.",
  link_token_invalid: "That link was used, or is too old.",
  challenge_invalid: "That took too long.",
};

history.replaceState(null, "", location.pathname);           // so that it does not stay in the history

// A path of this server's, whatever the address says.
function target() {
  const to = new URL(told.get("return_to") || "/", location.origin);
  return to.origin === location.origin ? to.pathname + to.search + to.hash : "/";
}

function over(code) {
  at("form").hidden = true;
  at("title").textContent = "Nobody was signed in";
  at("lead").textContent = words[code] || "That did not work.";
  at("again").hidden = false;
}

function askFor(field, lead) {
  at("form").hidden = false;
  at(field + "-field").hidden = false;
  if (lead) at("lead").textContent = lead;
  at(field).focus();
}

// What the second step takes: a code of an app or for recovery, or a passkey.
function askSecond(factors, lead) {
  const withPasskey = factors.includes("passkey") && window.PublicKeyCredential?.parseRequestOptionsFromJSON;
  at("passkey").hidden = !withPasskey;
  askFor("code", lead);
}

function refused(problem) {
  if (problem.code === "second_factor_required") {
    challenge = problem.challenge;
    return askSecond(problem.factors || [], "Your account asks for a second factor.");
  }
  if (problem.code in words) return over(problem.code);
  at("wrong").textContent = problem.code === "proof_required" ? "Sign in to that account first, or give its password."
    : problem.detail || "That did not work. Try again in a moment.";
}

async function call(path, body) {
  const answer = await fetch("/api/v1/auth" + path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) refused(said);
  return answer.ok && said;
}

// An empty field is left out.
const filled = (id) => (at(id).value ? { [id]: at(id).value } : {});

// Behind the second step one is signed in, which is proof enough for the link.
async function finish(second) {
  if (second && !await call("/login/second", { challenge, ...second })) return;
  if (token && !await call("/link", { link_token: token, ...(second ? {} : filled("password")) })) return;
  location.replace(target());
}

async function withPasskey() {
  const options = await call("/passkeys/login/options", { challenge });
  if (!options) return;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  await finish({ credential: (await navigator.credentials.get({ publicKey })).toJSON() });
}

async function busy(run) {
  at("wrong").textContent = "";
  at("button").disabled = at("passkey").disabled = true;
  try {
    await run();
  } catch (problem) {
    at("wrong").textContent = problem.name === "NotAllowedError" ? "The passkey was not used. Try again."
      : "The server cannot be reached. Try again in a moment.";
  }
  at("button").disabled = at("passkey").disabled = false;
}

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  busy(() => finish(challenge ? filled("code") : null));
});
at("passkey").addEventListener("click", () => busy(withPasskey));

function factorsTold() {
  try {
    return JSON.parse(told.get("factors")) || [];
  } catch {
    return [];
  }
}

if (challenge) askSecond(factorsTold(), "Your account asks for a second factor.");
else if (token) askFor("password", "An account here has your e-mail address. Show that it is yours, and from then on you can sign in to it this way.");
else over(told.get("problem"));
