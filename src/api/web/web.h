/*
 * The web surface: pages. Each is a row that the front admits as it does all others, and what
 * goes wrong is a page too, for a browser. The built-in front page and the pages of letters and
 * links stand here, or at the root the operator's own folder (web_root).
 */
#pragma once
#include "api/front/front.h"

struct web;

/* Adds its pages to the front. ERR_INVALID: the failure says what is wrong with web_root. */
err web_open(struct world *, struct failure *, struct front *, struct web **out);
void web_close(struct web **);                   /* once the connections have ended */
