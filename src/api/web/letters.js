// The pages that letters link to. Nothing is done before a person confirms it, since mail programs open links too.
"use strict";

const ENGLISH = {
  "/confirm": {
    title: "Your e-mail address", lead: "Please confirm that this address is yours.", button: "Confirm the address",
    done: "Confirmed", text: (user) => `${user.email} is the address of ${user.username}.`,
    dead: "It works once, for two days. Sign in to ask for another letter, unless the address is confirmed already.",
  },
  "/email": {
    title: "Your new e-mail address", lead: "Confirm it, and it replaces the old one.", button: "Use this address",
    done: "Changed", text: (user) => `${user.email} is now the address of ${user.username}.`,
    dead: "It works once, for a day. Sign in to ask for another letter, unless the address is changed already.",
  },
  "/reset": {
    title: "A new password", lead: "Choose it here. Every device that is signed in will need it.", button: "Use this password",
    ask: "Enter your e-mail address to get a letter with a link to choose one.", send: "Send the letter",
    done: "Your password is changed", text: () => "Sign in with it wherever you use this account.",
    sent: "Check your mailbox", arrives: "If that is the address of an account, a letter is on its way. Its link works for an hour.",
    dead: "It works once, for an hour. Here you can ask for another one.",
  },
  deadTitle: "This link does not work", taken: "Another account has this address now.", home: "To the front page",
  "email-label": "E-mail address", "password-label": "New password", "password-hint": "8 characters or more; a few words in a row are good",
  "others-label": "Other ways to sign in to this account", "others-hint": "Tick those that are not yours to remove them.", "code-label": "Code of your second factor",
  "code-hint": "From your authenticator app, or a recovery code: your mailbox alone is not enough to remove a second factor",
  kinds: { passkey: "Passkey", identity: "Sign-in by", totp: "Authenticator app", recovery_codes: "Recovery codes" }, since: "since",
};

const GERMAN = {
  "/confirm": {
    title: "Deine E‑Mail-Adresse", lead: "Liest du unter dieser Adresse? Dann bestätige sie, und sie gilt als deine.", button: "Adresse bestätigen",
    done: "Bestätigt", text: (user) => `${user.email} ist die Adresse von ${user.username}.`,
    dead: "Er gilt einmal, zwei Tage lang. Melde dich an, um einen neuen Brief zu bekommen; vielleicht ist die Adresse schon bestätigt.",
  },
  "/email": {
    title: "Deine neue E‑Mail-Adresse", lead: "Bestätige sie, und sie tritt an die Stelle der alten.", button: "Diese Adresse verwenden",
    done: "Geändert", text: (user) => `${user.email} ist jetzt die Adresse von ${user.username}.`,
    dead: "Er gilt einmal, einen Tag lang. Melde dich an, um einen neuen Brief zu bekommen; vielleicht ist die Adresse schon geändert.",
  },
  "/reset": {
    title: "Ein neues Passwort", lead: "Wähle es hier. Jedes Gerät, das angemeldet ist, braucht dann das neue.", button: "Dieses Passwort verwenden",
    ask: "Nenne deine E-Mail-Adresse, dann kommt ein Brief mit einem Link, um es zu wählen.", send: "Brief schicken",
    done: "Dein Passwort ist geändert", text: () => "Melde dich damit an, wo immer du dieses Konto verwendest.",
    sent: "Sieh in dein Postfach", arrives: "Wenn ein Konto diese Adresse hat, ist ein Brief unterwegs. Sein Link gilt eine Stunde.",
    dead: "Er gilt einmal, eine Stunde lang. Hier kannst du einen neuen bekommen.",
  },
  deadTitle: "Dieser Link gilt nicht", taken: "Inzwischen hat ein anderes Konto diese Adresse.", home: "Zur Startseite",
  "email-label": "E-Mail-Adresse", "password-label": "Neues Passwort", "password-hint": "Mindestens 8 Zeichen; gut sind ein paar Wörter hintereinander",
  "others-label": "Was dieses Konto sonst noch öffnet", "others-hint": "Hake an, was nicht von dir ist, und es verschwindet.",
  "code-label": "Code deines zweiten Faktors", "code-hint": "Aus deiner Authenticator-App, oder ein Wiederherstellungscode: Um einen zweiten Faktor zu entfernen, reicht ein Postfach allein nicht",
  kinds: { passkey: "Passkey", identity: "Anmeldung über", totp: "Authenticator-App", recovery_codes: "Wiederherstellungscodes" }, since: "seit",
  codes: { too_short: "Das Passwort braucht mindestens 8 Zeichen.", too_long: "Das Passwort darf höchstens 1024 Zeichen haben." },
};

const words = inWords(ENGLISH, GERMAN), page = words[location.pathname];
let token = kept.take();

function show(id, lead) {
  for (const part of ["agree", "ask", "choose", "done"]) at(part).hidden = part !== id;
  at("lead").hidden = !lead;
  at("lead").textContent = lead || "";
}

function finish(title, text) {
  at("done-title").textContent = title;
  at("done-text").textContent = text;
  show("done");
  at("done").focus();
}

function dead() {
  kept.drop();
  token = "";
  if (location.pathname === "/reset") show("ask", `${words.deadTitle}. ${page.dead}`);
  else finish(words.deadTitle, page.dead);
}

function taken() {
  kept.drop();
  finish(words.deadTitle, words.taken);
}

function complain(form, field, text) {
  const input = form.elements[field], place = input ? at(`${field}-wrong`) : form.querySelector("[role=alert]");
  if (input) input.setAttribute("aria-invalid", String(Boolean(text)));
  if (input && text) input.focus();
  place.textContent = text;
}

function refused(form, problem) {
  const [error] = (problem.errors || []).filter((one) => form.elements[one.field]);
  if (problem.code === "link_invalid" || problem.code === "email_changed") return dead();
  if (problem.code === "email_taken") return taken();
  if (problem.code === "proof_needed" && form.elements.code) complain(form, "code", said(problem.code, problem.detail));
  else if (error) complain(form, error.field, words.codes?.[error.code] || said(error.code, error.detail));
  else complain(form, "", said(problem.code, problem.detail));
}

async function send(form, path, body, done) {
  const answer = await ask(path, body);
  if (answer.ok) done(answer.said);
  else refused(form, answer.said);
}

function serve(id, path, body, done) {
  const form = at(id), button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const input of form.querySelectorAll("input[name]")) complain(form, input.name, "");
    complain(form, "", "");
    button.disabled = true;
    try {
      await send(form, path, body(), done);
    } catch {
      complain(form, "", general.away);
    }
    button.disabled = false;
  });
}

function used(text) {
  kept.drop();
  finish(page.done, text);
}

function name(id, text) {
  at(id).querySelector("button").textContent = text;
}

// ---- what else opens the account ----

const ticked = () => [...at("others-list").querySelectorAll("input:checked")];

function otherWay(one) {
  const label = document.createElement("label"), box = document.createElement("input");
  const name = one.name ? `${words.kinds[one.kind]} ${one.name}` : words.kinds[one.kind];
  box.type = "checkbox";
  box.value = one.way;
  box.dataset.code = one.needs_code ? "needed" : "";
  label.append(box, one.added_at ? `${name}, ${words.since} ${new Date(one.added_at).toLocaleDateString(german ? "de" : "en-GB", { dateStyle: "medium" })}` : name);
  return label;
}

// Checked first, so that nobody thinks up a password for a dead link.
async function showOthers() {
  const answer = await ask("password/reset/ways", { token }).catch(() => ({}));
  if (answer.said?.code === "link_invalid") return dead();
  if (!answer.ok || !answer.said.length) return;
  at("others-list").replaceChildren(...answer.said.map(otherWay));
  at("others-list").addEventListener("change", () => {
    at("code-field").hidden = !ticked().some((box) => box.dataset.code);
  });
  at("others").hidden = false;
}

function chosen() {
  const drop = ticked().map((box) => box.value), code = at("code-field").hidden ? "" : at("code").value;
  return { token, password: at("password").value, ...(drop.length && { drop }), ...(code && { code }) };
}

document.title = page.title;
at("title").textContent = page.title;
for (const id of ["email-label", "password-label", "password-hint", "others-label", "others-hint", "code-label", "code-hint", "home"]) at(id).textContent = words[id];

if (location.pathname === "/reset") {
  name("ask", page.send);
  name("choose", page.button);
  serve("ask", "password/forgot", () => ({ email: at("email").value }), () => finish(page.sent, page.arrives));
  serve("choose", "password/reset", chosen, () => used(page.text()));
  show(token ? "choose" : "ask", token ? page.lead : page.ask);
  if (token) showOthers();
} else {
  name("agree", page.button);
  serve("agree", location.pathname === "/email" ? "email/change" : "email/confirm", () => ({ token }), (user) => used(page.text(user)));
  if (token) show("agree", page.lead);
  else dead();
}
