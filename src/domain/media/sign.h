/*
 * URLs of media that are not public work for whoever has them, for a while: `?exp=<seconds>&sig=<text>`. The signature is of the file's
 * name and of the moment when the URL ends, by a key that only this instance has; it also says by how many milliseconds that is after
 * `exp`. All URLs that are made within a twelfth of media_url_ttl end together, so that they mostly are the same.
 */
#pragma once
#include "base/buf.h"
#include "runtime/ctx.h"

/* When a URL ends that is made now; no later than `until`, if that is given. */
when media_url_end(ctx *, when until);
when media_url_end_at(const struct settings *, when now);

/* "?exp=...&sig=..." */
struct secrets;
void media_url_sign_add(struct secrets *, struct buf *, str name, when end);
str media_url_sign(ctx *, str name, when end);

/* ---- what came with a request ---- */

struct media_query { str exp, sig; bool twice, download; };          /* p NULL: it is not there */
void media_query_read(str query, struct media_query *out);

enum media_ticket { TICKET_NONE, TICKET_WRONG, TICKET_OVER, TICKET_GOOD };
enum media_ticket media_ticket_judge(struct secrets *, str name, const struct media_query *, when now, when *end);
