// The form of the first admin. Its token comes after the # of the link that the server printed.
"use strict";

const form = at("form"), button = form.querySelector("button"), fields = ["username", "email", "password"];
const token = kept.take();

// The API would accept a phone number too; this page does not ask for one.
const missing = inWords("An e-mail address is needed.", "Das fehlt noch.");

function show(id) {
  for (const section of ["form", "done", "dead"]) at(section).hidden = section !== id;
  at("lead").hidden = id !== "form";
  if (id !== "form") at(id).focus();
}

function complain(field, text) {
  at(field + "-wrong").textContent = text;
  at(field).setAttribute("aria-invalid", String(Boolean(text)));
}

function clear() {
  fields.forEach((field) => complain(field, ""));
  at("wrong").textContent = "";
}

function dead() {
  kept.drop();
  show("dead");
}

function refused(problem) {
  const errors = (problem.errors || []).filter((error) => fields.includes(error.field));
  if (problem.code === "first_admin_link_invalid") return dead();
  for (const error of errors) complain(error.field, error.code === "required" ? missing : said(error.code, error.detail));
  if (errors.length) at(errors[0].field).focus();
  else at("wrong").textContent = said(problem.code, problem.detail);
}

function welcome(user) {
  kept.drop();
  at("name").textContent = user.username;
  show("done");
}

async function send() {
  const body = { token };
  for (const field of fields) if (at(field).value || field !== "email") body[field] = at(field).value;
  const answer = await ask("first-admin", body);
  if (answer.ok) welcome(answer.said.user);
  else refused(answer.said);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clear();
  button.disabled = true;
  try {
    await send();
  } catch {
    at("wrong").textContent = general.away;
  }
  button.disabled = false;
});

show(token ? "form" : "dead");
