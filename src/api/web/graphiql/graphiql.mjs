// GraphiQL, with this server's address. Requests go with the page's cookie, unless a header that is typed in says who calls.
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { GraphiQL } from "graphiql";
import { getOperationAST, parse } from "graphql";
import { createClient } from "graphql-ws";
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

// What the editor knows of its text lags behind it, so the text is looked at.
function isSubscription({ query, operationName }) {
  try {
    return getOperationAST(parse(query), operationName)?.operation === "subscription";
  } catch {
    return false;                    // the server says what is wrong with it
  }
}

// An observable: a socket for as long as it is wanted. The headers that are typed in go with its first message.
const subscription = (parameters, headers) => ({
  subscribe(sink) {
    const client = createClient({
      url: new URL("/graphql", location).href.replace(/^http/, "ws"),
      connectionParams: headers,
      shouldRetry: closed => ![4001, 4003, 4403].includes(closed.code),
    });
    const error = problem => sink.error(
      problem instanceof CloseEvent ? new Error(`The socket was closed: ${problem.code} ${problem.reason}`) : problem);
    return { unsubscribe: client.subscribe(parameters, { next: sink.next, complete: sink.complete, error }) };
  },
});

async function ask(parameters, options) {
  if (isSubscription(parameters))
    return subscription(parameters, options?.headers);
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
