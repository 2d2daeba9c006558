// What a sign-in by another provider still needs, or why it failed. All of it comes after the # of the address. The words are
// ours, by code, so that no link can make this page say something.
"use strict";

const told = new URLSearchParams(/[&=]?problem=/.test(location.hash) && !/token=|challenge=/.test(location.hash) ? location.hash.slice(1) : kept.take());
const token = told.get("link_token");
let challenge = told.get("challenge");

// Why nobody was signed in, and what to do next.
const over_words = inWords({
  state_invalid: "That sign-in was begun in another browser, is over already, or took too long. Start again.",
  sign_in_refused: "The other side did not sign you in, or you did not allow it. Start again if you want to.",
  code_refused: "The other side no longer knows that sign-in. Start again.",
  provider_answer_invalid: "What the other side said about you cannot be trusted. Start again; if that does not help, tell those who run this place.",
  identity_taken: "Another account here already uses that account over there. Sign in to that account here, or use another one over there.",
  account_suspended: "This account is suspended. Ask those who run this place.",
  account_leaving: "This account is about to be deleted. Sign in with its password to keep it.",
  registration_closed: "You have no account here, and new ones are made only by those who run this place. Ask them.",
  email_taken: "Another account has this address now. Start again.",
  link_token_invalid: "This was used already, took too long, or was begun in another browser. Start again.",
  challenge_invalid: "That took too long, or there were too many tries. Start again.",
  proof_needed: "Sign in once more before you change how you sign in, then start again.",
  not_signed_in: "You are no longer signed in. Sign in, then start again.",
  token_expired: "You are no longer signed in. Sign in, then start again.",
  token_invalid: "You are no longer signed in. Sign in, then start again.",
  not_allowed: "Your account may not do that. Ask those who run this place.",
  provider_not_found: "This way to sign in is no longer offered here. Choose another.",
  provider_away: "The other side is not answering. Start again in a few minutes.",
  too_many_requests: "Those were too many tries. Wait a while, then start again.",
  overloaded: "The server is busy. Start again in a moment.",
  unavailable: "A part of the server is not available. Start again in a moment.",
  contention: "There was too much going on at once. Start again in a moment.",
  timed_out: "That took too long. Start again in a moment.",
  conflict: "Something changed meanwhile. Start again.",
  invalid_input: "The other side sent you back with something missing or wrong. Start again.",
  malformed_request: "The other side sent you back with something that cannot be read. Start again.",
  internal_error: "Something went wrong on our side. Start again in a moment.",
}, {
  state_invalid: "Diese Anmeldung begann in einem anderen Browser, ist schon vorbei oder hat zu lange gedauert. Beginne noch einmal.",
  sign_in_refused: "Die andere Seite hat dich nicht angemeldet, oder du hast es nicht erlaubt. Beginne noch einmal, wenn du möchtest.",
  code_refused: "Die andere Seite weiß von dieser Anmeldung nichts mehr. Beginne noch einmal.",
  provider_answer_invalid: "Was die andere Seite über dich sagt, ist nicht zu glauben. Beginne noch einmal; hilft das nicht, sag es denen, die diesen Ort betreiben.",
  identity_taken: "Mit deinem Konto dort meldet sich hier schon jemand anderes an. Melde dich hier in jenem Konto an, oder nimm dort ein anderes.",
  account_suspended: "Dieses Konto ist gesperrt. Frage die, die diesen Ort betreiben.",
  account_leaving: "Dieses Konto wird bald gelöscht. Melde dich mit seinem Passwort an, um es zu behalten.",
  registration_closed: "Du hast hier kein Konto, und neue gibt es nur über die, die diesen Ort betreiben. Frage sie.",
  email_taken: "Inzwischen hat ein anderes Konto diese Adresse. Beginne noch einmal.",
  link_token_invalid: "Das wurde schon benutzt, hat zu lange gedauert oder begann in einem anderen Browser. Beginne noch einmal.",
  challenge_invalid: "Das hat zu lange gedauert, oder es waren zu viele Versuche. Beginne noch einmal.",
  proof_needed: "Melde dich noch einmal an, bevor du änderst, wie du dich anmeldest, und beginne dann noch einmal.",
  not_signed_in: "Du bist nicht mehr angemeldet. Melde dich an, und beginne dann noch einmal.",
  token_expired: "Du bist nicht mehr angemeldet. Melde dich an, und beginne dann noch einmal.",
  token_invalid: "Du bist nicht mehr angemeldet. Melde dich an, und beginne dann noch einmal.",
  not_allowed: "Dein Konto darf das nicht. Frage die, die diesen Ort betreiben.",
  provider_not_found: "So meldet sich hier niemand mehr an. Wähle einen anderen Weg.",
  provider_away: "Die andere Seite antwortet gerade nicht. Beginne in ein paar Minuten noch einmal.",
  too_many_requests: "Das waren zu viele Versuche. Warte eine Weile, und beginne dann noch einmal.",
  overloaded: "Der Server ist gerade überlastet. Beginne gleich noch einmal.",
  unavailable: "Ein Teil des Servers ist gerade nicht da. Beginne gleich noch einmal.",
  contention: "Es war zu viel auf einmal los. Beginne gleich noch einmal.",
  timed_out: "Das hat zu lange gedauert. Beginne gleich noch einmal.",
  conflict: "Inzwischen hat sich etwas geändert. Beginne noch einmal.",
  invalid_input: "Die andere Seite hat dich mit etwas zurückgeschickt, das fehlt oder nicht stimmt. Beginne noch einmal.",
  malformed_request: "Die andere Seite hat dich mit etwas zurückgeschickt, das nicht zu lesen ist. Beginne noch einmal.",
  internal_error: "Bei uns ist etwas schiefgegangen. Beginne gleich noch einmal.",
});

const words = inWords({
  nobody: "Nobody was signed in", unknown: "That did not work. Start again; if it keeps failing, tell those who run this place.",
  bare: "Nothing to do here", why: "This page opens by itself when a sign-in needs something more. There is no need to come here.",
  second: "Your account asks for a second factor.",
  link: "An account here has your e-mail address. Show that it is yours, and from then on you can sign in to it this way.",
  name: "One thing is left: the name that you will have here.",
  proof: "Sign in to that account first, or give its password.", passkey: "The passkey was not used. Try again.",
}, {
  nobody: "Niemand wurde angemeldet", unknown: "Das ging nicht. Beginne noch einmal; hilft das nicht, sag es denen, die diesen Ort betreiben.",
  bare: "Hier ist nichts zu tun", why: "Diese Seite öffnet sich von selbst, wo eine Anmeldung noch etwas braucht. Du musst nicht hierherkommen.",
  second: "Dein Konto fragt nach einem zweiten Faktor.",
  link: "Ein Konto hier hat deine E-Mail-Adresse. Zeige, dass es deines ist, dann kannst du dich in Zukunft auf diesem Weg anmelden.",
  name: "Eins fehlt noch: der Name, unter dem man dich hier kennt.",
  proof: "Melde dich zuerst in diesem Konto an, oder gib sein Passwort an.", passkey: "Der Passkey wurde nicht benutzt. Versuche es noch einmal.",
});

// On this server, whatever the address says. The checked URL itself is used: put together again from its parts, it could be read differently.
function target() {
  const home = new URL("/", location.origin);
  try {
    const to = new URL(told.get("return_to") || "/", home);
    return to.origin === home.origin ? to : home;
  } catch {
    return home;
  }
}

function end(title, lead) {
  at("form").hidden = true;
  at("title").textContent = document.title = title;
  at("lead").textContent = lead;
  at("again").hidden = false;
}

function over(code) {
  kept.drop();
  end(words.nobody, Object.hasOwn(over_words, code) ? over_words[code] : words.unknown);
}

function askFor(field, lead) {
  at("form").hidden = false;
  for (const id of ["username", "password", "code"]) at(`${id}-field`).hidden = id !== field;
  at("lead").textContent = lead;
  at(field).focus();
}

// What the second step needs: a code of an app or for recovery, or a passkey.
function askSecond(factors) {
  at("passkey").hidden = !(factors.includes("passkey") && window.PublicKeyCredential?.parseRequestOptionsFromJSON);
  askFor("code", words.second);
}

// A reload goes on here, not with the password again.
function toSecond(problem) {
  challenge = problem.challenge;
  told.set("challenge", challenge);
  told.set("factors", JSON.stringify(problem.factors || []));
  kept.keep(told.toString());
  askSecond(problem.factors || []);
}

const ends = new Set(["state_invalid", "identity_taken", "account_suspended", "link_token_invalid", "challenge_invalid", "registration_closed", "email_taken"]);

function refused(problem) {
  const [error] = problem.errors || [];
  if (problem.code === "second_factor_required") return toSecond(problem);
  if (ends.has(problem.code)) return over(problem.code);
  at("wrong").textContent = problem.code === "proof_required" ? words.proof : error ? said(error.code, error.detail) : said(problem.code, problem.detail);
  document.querySelector(".field:not([hidden]) input").focus();
}

async function call(path, body) {
  const answer = await ask(path, body);
  if (!answer.ok) refused(answer.said);
  return answer.ok && answer.said;
}

// An empty field is left out.
const filled = (id) => (at(id).value && !at(`${id}-field`).hidden ? { [id]: at(id).value } : {});

// A name that is asked for is sent even if it is empty, so that the server says what is wrong.
const named = () => (at("username-field").hidden ? {} : { username: at("username").value });

// After the second step the person is signed in, which is proof enough for the link.
async function finish(second) {
  if (second && !await call("login/second", { challenge, ...second })) return;
  if (second) challenge = null;
  if (token && !await call("link", { link_token: token, ...named(), ...filled("password") })) return;
  kept.drop();
  location.replace(target());
}

async function withPasskey() {
  const options = await call("passkeys/login/options", { challenge });
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
    at("wrong").textContent = problem.name === "NotAllowedError" ? words.passkey : general.away;
  }
  at("button").disabled = at("passkey").disabled = false;
}

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  busy(() => finish(challenge ? { code: at("code").value } : null));
});
at("passkey").addEventListener("click", () => busy(withPasskey));

function factorsTold() {
  try {
    const factors = JSON.parse(told.get("factors"));
    return Array.isArray(factors) ? factors : [];
  } catch {
    return [];
  }
}

const problem = told.get("problem");

if (challenge) askSecond(factorsTold());
else if (token) askFor(problem === "username_required" ? "username" : "password", problem === "username_required" ? words.name : words.link);
else if (problem !== null) over(problem);
else end(words.bare, words.why);
