/*
 * Letters to people. The setting `mail` says where they go: if it is empty they
 * become files in the data folder, for development; otherwise they go to the
 * operator's mail server. A letter is sent at least once: a job that is tried again
 * passes the same `id`, by which mailboxes and people recognise the second one.
 */
#pragma once
#include "runtime/ctx.h"

struct mailer;

struct mail {
    str to;                          /* one address, without a name */
    str subject, text;
    str html;                        /* {0}: there is only the text */
    str id;                          /* stable over retries, of letters, digits, '.', '-' and '_'; {0}: a new one */
};

/*
 * ERR_INVALID: the letter cannot be sent as it is, or the mail server refused it for good (code "mail_refused"): do not
 * try again. ERR_UNAVAILABLE, ERR_IO, ERR_FULL, ERR_TIMEOUT, ERR_BUSY: later.
 */
err mail_send(ctx *, const struct mail *);

/* local@domain as an envelope allows it: ASCII, at most 254 octets, no quotes, no comments. */
bool mail_address_valid(str);

/* The failure names what is wrong with `mail` or `mail_from`. Closed after runtime_stop. */
err mail_open(struct world *, struct failure *, struct mailer **out);
void mail_close(struct mailer **);
