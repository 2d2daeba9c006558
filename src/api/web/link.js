// What a sign-in by another provider still takes, or why there was none. All of it stands behind the # of the address:
// browsers send that to nobody. Words are ours, by code, so that no link can make this page say something.
"use strict";

const at = (id) => document.getElementById(id);
const told = new URLSearchParams(location.hash.slice(1));
const token = told.get("link_token"), challenge = told.get("challenge");
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

function refused(problem) {
  if (problem.code === "second_factor_required") return askFor("code");
  if (problem.code in words) return over(problem.code);
  at("wrong").textContent = problem.code === "proof_required" ? "Sign in to that account first, or give its password."
    : problem.detail || "That did not work. Try again in a moment.";
}

// An empty field is left out.
function body() {
  const filled = (id) => (at(id).value ? { [id]: at(id).value } : {});
  return challenge ? { challenge, ...filled("code") } : { link_token: token, ...filled("password"), ...filled("code") };
}

async function send() {
  const answer = await fetch(challenge ? "/api/v1/auth/login/second" : "/api/v1/auth/link", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body()),
  });
  if (answer.ok) location.replace(target());
  else refused(await answer.json());
}

at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  at("wrong").textContent = "";
  at("button").disabled = true;
  try {
    await send();
  } catch {
    at("wrong").textContent = "The server cannot be reached. Try again in a moment.";
  }
  at("button").disabled = false;
});

if (challenge) askFor("code", "Your account asks for a second factor.");
else if (token) askFor("password", "An account here has your e-mail address. Show that it is yours, and from then on you can sign in to it this way.");
else over(told.get("problem"));
