/* Private to mail*.c: the sender, how a letter looks on the wire, and the two ways it may go. */
#pragma once
#include "ports/calls/courier.h"
#include "ports/mail.h"

struct mailbox { str name, address; };

enum mail_tls { MAIL_TLS_OFFERED, MAIL_TLS_REQUIRED, MAIL_TLS_OFF };

struct mailer {
    struct world *world;
    struct arena arena;
    struct mailbox from;
    str folder;                      /* of the letters; n 0: they go to the server */
    str url;                         /* of the server, without the user */
    const char *user, *password;     /* NULL: none */
    enum mail_tls tls;
    struct courier *courier;
};

/* A letter ready to go: `text` with its head, lines end with CR LF. */
struct letter { str id, to, text; };

/* "Name <local@domain>" or the address alone; the name may be in quotes. */
bool mailbox_read(struct arena *, str text, struct mailbox *out);

/* ERR_INVALID: something in it cannot be sent. */
err letter_make(ctx *, const struct mailer *, const struct mail *, struct letter *out);

err mail_files_open(struct mailer *, struct failure *, str folder);
err mail_files_send(ctx *, struct mailer *, const struct letter *);

err mail_smtp_open(struct mailer *, struct failure *, str setting);
err mail_smtp_send(ctx *, struct mailer *, const struct letter *);
