// What the pages with forms share: their language, the part of their address after the #, and calls to the server.
"use strict";

const at = (id) => document.getElementById(id);
const german = (navigator.languages.find((language) => /^(de|en)\b/i.test(language)) || "en").toLowerCase().startsWith("de");
const inWords = (english, words) => (german ? words : english);

if (german) {
  document.documentElement.lang = "de";
  for (const element of document.querySelectorAll("[data-de]")) element.textContent = element.dataset.de;
  const heading = document.querySelector("h1").textContent;
  if (heading) document.title = heading;
}

/*
 * The secret of a link is after the #: browsers send that to nobody. It leaves the address at once, so that it is in no
 * history, and a reload comes without it; so this tab keeps it, for this page alone, until it was used or is refused
 * for good.
 */
const kept = {
  key: `kith ${location.pathname}`,
  told: "",
  read() {
    try {
      return sessionStorage.getItem(this.key) || "";
    } catch {
      return "";
    }
  },
  keep(told) {
    this.told = told;
    try {
      sessionStorage.setItem(this.key, told);
    } catch {
      // a browser that keeps nothing loses it on a reload
    }
  },
  take() {
    const told = location.hash.slice(1);
    if (told) {
      this.keep(told);
      history.replaceState(null, "", location.pathname);
    }
    return told || (this.told = this.read());
  },
  // Unless another link was opened in this tab meanwhile.
  drop() {
    if (this.read() !== this.told) return;
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // it was not kept
    }
  },
};

// Opening another link in this tab changes only what is after the #.
addEventListener("hashchange", () => location.reload());

const general = inWords({
  failed: "That did not work. Try again in a moment.",
  away: "The server cannot be reached. Try again in a moment.",
}, {
  failed: "Das ging nicht. Versuche es gleich noch einmal.",
  away: "Der Server ist nicht zu erreichen. Versuche es gleich noch einmal.",
});

const germanCodes = {
  required: "Das fehlt noch.", too_short: "Das ist zu kurz.", too_long: "Das ist zu lang.", control_character: "Das darf keine Steuerzeichen enthalten.",
  too_common: "Dieses Passwort ist zu bekannt.", bad_password: "Das Passwort stimmt nicht.",
  invalid_username: "Möglich sind nur die Buchstaben a bis z, Ziffern und _.", reserved: "Dieser Name ist vergeben oder sieht einem vergebenen ähnlich.",
  username_taken: "Dieser Name ist vergeben oder sieht einem vergebenen ähnlich.", taken: "Das ist schon vergeben.",
  invalid_email: "Das ist keine E-Mail-Adresse wie ann@example.org.", email_taken: "Diese Adresse hat schon ein anderes Konto.",
  proof_needed: "Dafür braucht es einen Code deines zweiten Faktors.", second_factor_wrong: "Dieser Code stimmt nicht, oder er wurde schon benutzt.", passkey_unknown: "Dieser Passkey gehört zu keinem Konto hier.",
  too_many_requests: "Das waren zu viele Versuche. Warte eine Weile.", overloaded: "Der Server ist gerade überlastet. Versuche es gleich noch einmal.",
  account_suspended: "Dieses Konto ist gesperrt.", registration_closed: "Neue Konten gibt es hier nur über die, die diesen Ort betreiben.",
};

// What is wrong, in the reader's language: the server's own words are English.
const said = (code, detail) => (german ? germanCodes[code] || general.failed : detail || general.failed);

// {ok, said}: the answer of a call, `said` its JSON.
async function ask(path, body) {
  const answer = await fetch(`/api/v1/auth/${path}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return { ok: answer.ok, said: answer.status === 204 ? null : await answer.json() };
}
