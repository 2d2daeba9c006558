/*
 * The letters themselves, and the job that writes one. Its id is the letter's number:
 * a retried job writes the same letter, under the same Message-ID. Links lead
 * to the address that the operator set for this server, never to one from a request.
 */
#include "base/json.h"
#include "base/str.h"
#include "domain/letters/letters_own.h"
#include "ports/mail.h"
#include "ports/rate.h"
#include "runtime/settings.h"

enum { HOUR_MS = 3600 * 1000 };

const struct letter_facts letter_facts[LETTERS] = {
    [CONFIRM_EMAIL] = { "confirm_email", TEXT_CONFIRM_EMAIL_SUBJECT, TEXT_CONFIRM_EMAIL_BODY, "/confirm", 48 * HOUR_MS },
    [CHANGE_EMAIL] = { "change_email", TEXT_CHANGE_EMAIL_SUBJECT, TEXT_CHANGE_EMAIL_BODY, "/email", 24 * HOUR_MS },
    [EMAIL_CHANGES] = { "email_changes", TEXT_EMAIL_CHANGES_SUBJECT, TEXT_EMAIL_CHANGES_BODY, "/reset", 0 },
    [PASSWORD_RESET] = { "password_reset", TEXT_PASSWORD_RESET_SUBJECT, TEXT_PASSWORD_RESET_BODY, "/reset", HOUR_MS },
    [PASSWORD_CHANGED] = { "password_changed", TEXT_PASSWORD_CHANGED_SUBJECT, TEXT_PASSWORD_CHANGED_BODY, "/reset", 0 },
    [METHOD_ADDED] = { "method_added", TEXT_METHOD_ADDED_SUBJECT, TEXT_METHOD_ADDED_BODY, "/reset", 0 },
    [METHOD_REMOVED] = { "method_removed", TEXT_METHOD_REMOVED_SUBJECT, TEXT_METHOD_REMOVED_BODY, "/reset", 0 },
    [DELETION_SCHEDULED] = { "deletion_scheduled", TEXT_DELETION_SCHEDULED_SUBJECT, TEXT_DELETION_SCHEDULED_BODY, "/", 0 },
    [EXPORT_READY] = { "export_ready", TEXT_EXPORT_READY_SUBJECT, TEXT_EXPORT_READY_BODY, "/api/v1/users/me/exports/%s/file", 0 },
};

/* ---- the job ---- */

struct letter_task { id id, account; str letter, email, detail; when at; };
extern const struct shape letter_task_shape;
SHAPE(letter_task,
    FIELD(letter_task, id),
    FIELD(letter_task, account),
    FIELD(letter_task, letter),
    FIELD(letter_task, email),
    FIELD(letter_task, detail),
    FIELD(letter_task, at));

err letter_add(tx *t, const struct letter_draft *d)
{
    struct letter_task task = { tx_new_id(t), d->account, str_of(letter_facts[d->letter].word), d->email, d->detail, d->at };
    struct buf payload = BUF_ON(tx_arena(t));

    if (letter_facts[d->letter].life_ms)
        TRY(link_keep(t, d, task.id));
    json_write(&payload, &letter_task_shape, &task);
    return job_add(t, "letter", buf_str(&payload), tx_now(t));
}

static bool letter_of(str word, enum letter *out)
{
    for (int i = 0; i < LETTERS; i++)
        if (str_eq(word, str_of(letter_facts[i].word))) {
            *out = (enum letter)i;
            return true;
        }
    return false;
}

/* ---- its contents ---- */

static str host_of(struct arena *a, str listen)
{
    static const str every[] = { S("[::]"), S("0.0.0.0"), S("*") };

    for (size_t i = 0; i < COUNT(every); i++)
        if (str_starts(listen, every[i]))
            return arena_format(a, "localhost" STR_FMT, STR_ARG(str_from(listen, every[i].n)));
    return str_starts(listen, S(":")) ? arena_format(a, "localhost" STR_FMT, STR_ARG(listen)) : listen;
}

static str origin_of(struct arena *a, const struct settings *s)
{
    str url = s->public_url;

    if (str_ends(url, S("/")))
        url.n--;
    if (url.n)
        return url;
    str host = host_of(a, s->tls.n && s->tls_listen.n ? s->tls_listen : s->listen);
    return arena_format(a, "%s://" STR_FMT, s->tls.n ? "https" : "http", STR_ARG(host));
}

/* The token is after the #: a browser sends that to nobody, so it is in no log on the way. */
static str link_of(ctx *c, enum letter l, const struct letter_task *task, str origin)
{
    const struct letter_facts *f = &letter_facts[l];
    struct arena *a = &c->arena;
    ptrdiff_t gap = str_find(str_of(f->page), S("%s"));

    if (f->life_ms)
        return arena_format(a, STR_FMT "%s#" STR_FMT, STR_ARG(origin), f->page, STR_ARG(link_token(c->world, a, task->id)));
    if (gap < 0)
        return arena_format(a, STR_FMT "%s", STR_ARG(origin), f->page);
    return arena_format(a, STR_FMT "%.*s" STR_FMT "%s", STR_ARG(origin), (int)gap, f->page, STR_ARG(task->detail), f->page + gap + 2);
}

/* A way to sign in, in people's words; any other text is a provider's name. */
static str method_of(struct arena *a, enum language in, str word)
{
    static const struct { str word; enum text text; } methods[] = {
        { S("totp"), TEXT_METHOD_TOTP }, { S("passkey"), TEXT_METHOD_PASSKEY }, { S("recovery_codes"), TEXT_METHOD_RECOVERY_CODES },
        { S("factors"), TEXT_METHOD_FACTORS },
    };

    for (size_t i = 0; i < COUNT(methods); i++)
        if (str_eq(word, methods[i].word))
            return text_of(a, in, methods[i].text, NULL);
    return word;
}

static void compose(ctx *c, enum letter l, const struct letter_task *task, const struct account *who, struct mail *out)
{
    const struct letter_facts *f = &letter_facts[l];
    enum language in = language_of(who->language);
    struct arena *a = &c->arena;
    str origin = origin_of(a, c->world->settings);
    struct text_args args = {
        .instance = instance_name(c->world->settings),
        .name = who->username,       /* letters and digits only: nobody's free text goes to a stranger's mailbox */
        .link = link_of(c, l, task, origin),
        .hours = arena_format(a, "%lld", (long long)(f->life_ms / HOUR_MS)),
        .date = text_date(a, in, task->at),
        .email = task->detail,
        .method = method_of(a, in, task->detail),
    };

    *out = (struct mail){ .to = task->email, .subject = text_of(a, in, f->subject, &args), .text = text_of(a, in, f->body, &args) };
    out->id = arena_format(a, "letter-%lld", (long long)task->id.v);
}

/* ---- writing it ---- */

/* The decision of `is_wanted`, and the count that it took for that; 0: none. */
struct want { bool wanted; u64 counted; i64 now_s; };

/*
 * Not wanted: its token was used or voided meanwhile. And nobody can have many letters sent to a stranger by naming an
 * address that they never confirmed; a confirmed address gets every letter.
 */
static err is_wanted(ctx *c, enum letter l, const struct letter_task *task, const struct account *who, struct want *out)
{
    struct arena *a = &c->arena;

    *out = (struct want){ .wanted = true, .now_s = ctx_now(c).ms / 1000 };
    if (letter_facts[l].life_ms)
        return link_is_live(c, l, link_code(a, link_token(c->world, a, task->id)), &out->wanted);
    if (who->email_confirmed_at.is == GIVEN)
        return OK;
    u64 them = rate_of_text(c->world, arena_format(a, "notices of %lld", (long long)who->id.v));
    out->wanted = !rate_take(c->world, &resets_per_address, them, out->now_s).refused;
    out->counted = out->wanted ? them : 0;
    return OK;
}

/* Refused for good. The log says neither who the reader is nor what the letter says. */
static err give_up(ctx *c, const struct letter_task *task)
{
    ctx_log(c, LOG_WARN, "a letter was refused and is not tried again", KV_STR("letter", task->letter), KV_ID("account", task->account),
            KV_STR("detail", c->failure.detail));
    return OK;
}

/* A retried letter counts when it is retried. */
static err send(ctx *c, const struct letter_task *task, const struct want *want, const struct mail *mail)
{
    err e = mail_send(c, mail);

    if (e == ERR_INVALID)
        return give_up(c, task);
    if (e != OK && want->counted)
        rate_give_back(c->world, &resets_per_address, want->counted, want->now_s);
    return e;
}

err letter_write(ctx *c, str payload)
{
    struct letter_task task;
    struct account who;
    struct want want;
    struct mail mail;
    enum letter l;

    TRY(json_read(&c->arena, &c->failure, payload, &letter_task_shape, &task));
    if (!letter_of(task.letter, &l))
        return fail_with(c, ERR_INTERNAL, "there is no letter " STR_FMT ".", STR_ARG(task.letter));
    err e = account_by_id(c, task.account, &who);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(is_wanted(c, l, &task, &who, &want));
    if (!want.wanted)
        return OK;
    compose(c, l, &task, &who, &mail);
    return send(c, &task, &want, &mail);
}
