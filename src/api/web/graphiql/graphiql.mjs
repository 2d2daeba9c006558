// GraphiQL, with this server's address. Requests go with the page's cookie, unless a header that is typed in says who calls.
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { GraphiQL } from "graphiql";
import "graphiql/graphiql.css";

const TYPES = "application/graphql-response+json, application/json;q=0.9";
const FIRST = `# A query, to begin with: press the button,
# or Ctrl-Enter. The book at the left has
# every type and field.
#
# To call as somebody, type this under Headers,
# with a token of POST /api/v1/auth/login:
#   {"Authorization": "Bearer ..."}
# A browser that is signed in needs nothing.

{
  me { username displayName }
  publicTimeline(first: 3) {
    nodes { content author { username } }
  }
}
`;

async function ask(parameters, options) {
  const answer = await fetch("/graphql", {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", Accept: TYPES, ...options?.headers },
    body: JSON.stringify(parameters),
  });
  return answer.json();
}

createRoot(document.getElementById("graphiql")).render(
  createElement(GraphiQL, { fetcher: ask, defaultQuery: FIRST, shouldPersistHeaders: false }));
