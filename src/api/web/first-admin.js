// The form of the first admin. The token stands behind the # of the link: browsers send that to nobody.
"use strict";

const at = (id) => document.getElementById(id);
const form = at("form"), button = form.querySelector("button"), fields = ["username", "email", "password"];
const token = location.hash.slice(1);

history.replaceState(null, "", location.pathname);           // so that it does not stay in the history

function show(id) {
  for (const section of ["form", "done", "dead"]) at(section).hidden = section !== id;
  at("lead").hidden = id !== "form";
}

function complain(field, text) {
  at(field + "-wrong").textContent = text;
  at(field).setAttribute("aria-invalid", String(Boolean(text)));
}

function clear() {
  fields.forEach((field) => complain(field, ""));
  at("wrong").textContent = "";
}

function refused(problem) {
  const errors = (problem.errors || []).filter((error) => fields.includes(error.field));
  if (problem.code === "first_admin_link_invalid") return show("dead");
  for (const error of errors) complain(error.field, error.detail);
  if (errors.length) at(errors[0].field).focus();
  else at("wrong").textContent = problem.detail || "That did not work. Try again in a moment.";
}

function welcome(user) {
  at("name").textContent = user.username;
  show("done");
  at("done").focus();
}

async function send() {
  const body = { token };
  for (const field of fields) if (at(field).value || field !== "email") body[field] = at(field).value;
  const answer = await fetch("/api/v1/auth/first-admin", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (answer.ok) welcome(said.user);
  else refused(said);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clear();
  button.disabled = true;
  try {
    await send();
  } catch {
    at("wrong").textContent = "The server cannot be reached. Try again in a moment.";
  }
  button.disabled = false;
});

show(token ? "form" : "dead");
