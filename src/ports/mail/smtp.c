/*
 * Letters by SMTP, to the one server that the setting `mail` names, on a courier of its
 * own. What the server answers decides whether a letter is tried again: a refusal of
 * this letter (5yz) is for good, everything else may pass.
 */
#include <string.h>
#include "base/str.h"
#include "ports/lazy.h"
#include "ports/mail/own.h"
#include "ports/problems.h"
#include "runtime/settings.h"

enum {
    REPLIES_OF_LETTER = 3,           /* the greeting and the answer to EHLO come before anything about a letter */
    ANSWER_MOST = 1 << 16            /* what a server may say besides its replies */
};

/* ---- the setting ---- */

static err wrong(struct failure *failure, const char *what)
{
    return failure_with(failure, ERR_INVALID, "mail: %s.", what);       /* without the value: it may hold a password */
}

static const char *part_of(struct mailer *m, CURLU *u, CURLUPart part, unsigned flags)
{
    char *text;

    if (curl_url_get(u, part, &text, flags) != CURLUE_OK)
        return NULL;
    const char *kept = arena_cstr(&m->arena, str_of(text));
    curl_free(text);
    return kept;
}

static bool tls_read(struct mailer *m, const char *query, bool implicit)
{
    m->tls = m->user ? MAIL_TLS_REQUIRED : MAIL_TLS_OFFERED;
    if (!query)
        return true;
    if (implicit)
        return false;
    if (strcmp(query, "tls=require") == 0)
        m->tls = MAIL_TLS_REQUIRED;
    else if (strcmp(query, "tls=off") == 0)
        m->tls = MAIL_TLS_OFF;
    else
        return false;
    return true;
}

/* The path of an smtp URL is how curl introduces itself to the server. */
static err url_take(struct mailer *m, struct failure *failure, CURLU *u)
{
    const char *scheme = part_of(m, u, CURLUPART_SCHEME, 0), *host = part_of(m, u, CURLUPART_HOST, 0);
    const char *port = part_of(m, u, CURLUPART_PORT, 0), *path = part_of(m, u, CURLUPART_PATH, 0);
    const char *query = part_of(m, u, CURLUPART_QUERY, 0);
    str domain = str_from(m->from.address, (size_t)str_find_byte(m->from.address, '@') + 1);
    bool implicit = scheme && strcmp(scheme, "smtps") == 0;

    m->user = part_of(m, u, CURLUPART_USER, CURLU_URLDECODE);
    m->password = part_of(m, u, CURLUPART_PASSWORD, CURLU_URLDECODE);
    if (!host || (path && strcmp(path, "/") != 0))
        return wrong(failure, "only ?tls=require or ?tls=off may follow the server's name and port");
    if (!m->user != !m->password)
        return wrong(failure, "a user and a password go together: smtp://user:password@host");
    if (!tls_read(m, query, implicit))
        return wrong(failure, "smtp:// takes ?tls=require or ?tls=off, smtps:// has TLS from the start and takes neither");
    if (!port)
        port = implicit ? "465" : m->user ? "587" : "25";
    m->url = arena_format(&m->arena, "%s://%s:%s/" STR_FMT, scheme, host, port, STR_ARG(domain));
    return OK;
}

err mail_smtp_open(struct mailer *m, struct failure *failure, str setting)
{
    TRY(lazy_load(failure, &lazy_libcurl));
    CURLU *u = curl_url();
    bool read = u && curl_url_set(u, CURLUPART_URL, arena_cstr(&m->arena, setting), 0) == CURLUE_OK;
    err e = read ? url_take(m, failure, u)
        : wrong(failure, "this is not the address of a mail server, such as smtp://user:password@mail.example.org:587");

    curl_url_cleanup(u);
    TRY(e);
    return courier_open(m->world, failure, "mail", &m->courier);
}

/* ---- a letter ---- */

struct delivery {
    struct transfer transfer;
    const struct mailer *mailer;
    const char *from;
    struct curl_slist *to;
    str text;
    size_t sent;
};

static size_t text_leaves(char *p, size_t size, size_t n, void *arg)
{
    struct delivery *d = arg;
    str rest = str_to(str_from(d->text, d->sent), size * n);

    memcpy(p, rest.p, rest.n);
    d->sent += rest.n;
    return rest.n;
}

static void delivery_prepare(struct transfer *t, CURL *easy)
{
    static const long use[] = { [MAIL_TLS_OFFERED] = CURLUSESSL_TRY, [MAIL_TLS_REQUIRED] = CURLUSESSL_ALL,
                                [MAIL_TLS_OFF] = CURLUSESSL_NONE };
    struct delivery *d = CONTAINER(t, struct delivery, transfer);

    curl_easy_setopt(easy, CURLOPT_USE_SSL, use[d->mailer->tls]);
    if (d->mailer->user) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, d->mailer->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, d->mailer->password);
    }
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, d->from);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, d->to);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, text_leaves);
    curl_easy_setopt(easy, CURLOPT_READDATA, d);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)d->text.n);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);        /* an idle connection would need a goodbye at the stop */
}

/* The server's complete replies; a line "250-..." is continued by the next. */
static size_t replies(const struct transfer *t, str *last)
{
    str rest = buf_str(&t->head), line;
    size_t n = 0;

    *last = (str){ "", 0 };
    while (str_cut(&rest, '\n', &line)) {
        if (line.n < 3)
            continue;
        n += line.n == 3 || line.p[3] != '-';
        *last = str_ends(line, S("\r")) ? str_to(line, line.n - 1) : line;
    }
    return n;
}

/* 530, 534, 535 and 538 refuse the sign-in, not the letter. */
static bool about_sign_in(const struct transfer *t)
{
    return t->result == CURLE_LOGIN_DENIED || t->status == 530 || t->status == 534 || t->status == 535 || t->status == 538;
}

static bool about_letter(const struct transfer *t)
{
    str last;

    return t->status >= 400 && t->status < 600 && t->status != 421 && !about_sign_in(t) && replies(t, &last) >= REPLIES_OF_LETTER;
}

static enum verdict delivery_judge(const struct transfer *t)
{
    return t->result == CURLE_OK || about_letter(t) ? VERDICT_GOOD : VERDICT_BAD;
}

static err delivery_fail(ctx *c, const struct transfer *t)
{
    err e = OK;
    str last;

    if (t->result == CURLE_OK)
        return OK;
    replies(t, &last);
    if (t->wait_ms || t->status < 400)
        return transfer_fail(c, t);
    if (about_letter(t) && t->status >= 500)
        e = fail_saying(c, &mail_refused, "The mail server refuses letters to that address.");
    else
        e = fail_saying(c, &mail_later, "The mail server does not accept letters at the moment.");
    failure_cause(&c->failure, STR_FMT ": " STR_FMT, STR_ARG(t->server), STR_ARG(last));
    return e;
}

err mail_smtp_send(ctx *c, struct mailer *m, const struct letter *letter)
{
    struct delivery d = {
        .transfer = { .due_ms = mono_ms() + c->world->settings->outgoing_timeout, .most = ANSWER_MOST, .named = true,
                      .prepare = delivery_prepare, .judge = delivery_judge },
        .mailer = m, .text = letter->text, .from = arena_format(&c->arena, "<" STR_FMT ">%c", STR_ARG(m->from.address), '\0').p,
    };

    TRY(transfer_url(c, &d.transfer, m->url));
    d.to = curl_slist_append(NULL, arena_format(&c->arena, "<" STR_FMT ">%c", STR_ARG(letter->to), '\0').p);
    err e = courier_carry(c, m->courier, &d.transfer);
    if (e == OK)
        e = delivery_fail(c, &d.transfer);
    curl_slist_free_all(d.to);
    transfer_close(&d.transfer);
    return e;
}
