/*
 * The web surface: pages. Each is a row that the front admits like all others, and for a
 * browser a failure is a page too. It has the built-in front page and the pages for letters
 * and links; an operator's own folder (web_root) may replace the root.
 */
#pragma once
#include "api/front/front.h"

struct web;
struct graphql;

/* Adds its pages to the front. ERR_INVALID: the failure says what is wrong with web_root. */
err web_open(struct world *, struct failure *, struct front *, struct graphql *, struct web **out);   /* graphql: NULL without it */
void web_close(struct web **);                   /* once the connections have ended */
