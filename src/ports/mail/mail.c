#include "base/memory.h"
#include "base/str.h"
#include "ports/mail/own.h"
#include "runtime/settings.h"

err mail_send(ctx *c, const struct mail *mail)
{
    struct mailer *m = c->world->mailer;
    struct letter letter;

    TRY(letter_make(c, m, mail, &letter));
    return m->folder.n ? mail_files_send(c, m, &letter) : mail_smtp_send(c, m, &letter);
}

static err way_open(struct mailer *m, struct failure *failure)
{
    const struct settings *s = m->world->settings;
    str way = s->mail;

    if (!mailbox_read(&m->arena, s->mail_from, &m->from))
        return failure_with(failure, ERR_INVALID,
                            "mail_from: \"" STR_FMT "\" is not an address such as Kith <kith@example.org>.", STR_ARG(s->mail_from));
    if (!m->from.name.n)
        m->from.name = instance_name(s);
    if (!way.n)
        return mail_files_open(m, failure, arena_format(&m->arena, STR_FMT "/mail", STR_ARG(s->data)));
    if (str_starts(way, S("file:")) && way.n > sizeof "file:" - 1)
        return mail_files_open(m, failure, str_from(way, sizeof "file:" - 1));
    if (str_starts(way, S("smtp://")) || str_starts(way, S("smtps://")))
        return mail_smtp_open(m, failure, way);
    return failure_with(failure, ERR_INVALID, "mail: this must be smtp://host, smtps://host or file:FOLDER, or empty.");
}

err mail_open(struct world *w, struct failure *failure, struct mailer **out)
{
    struct mailer *m = memory_new(struct mailer);

    m->world = w;
    arena_init(&m->arena, NULL, 0);
    *out = m;
    err e = way_open(m, failure);
    if (e != OK)
        mail_close(out);
    return e;
}

void mail_close(struct mailer **mailer)
{
    struct mailer *m = *mailer;

    if (!m)
        return;
    courier_close(&m->courier);
    arena_close(&m->arena);
    memory_free(m);
    *mailer = NULL;
}
