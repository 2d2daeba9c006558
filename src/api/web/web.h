/*
 * The web surface: what a browser finds at the addresses that no route takes. The
 * built-in front page, or in its place the operator's own folder (web_root).
 */
#pragma once
#include "net/http.h"

struct web;

/* ERR_INVALID: the failure says what is wrong with web_root. */
err web_open(struct world *, struct failure *, struct web **out);
void web_close(struct web **);

/* Answers, or tells what the problem is: ERR_NO_ROUTE, and those of file_answer. `web` is the struct web. */
err web_serve(struct exchange *, void *web);
