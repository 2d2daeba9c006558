/* Letters that nobody asked for: what was done to an account, told to whoever reads its mail. */
#include "base/json.h"
#include "base/str.h"
#include "domain/letters/letters.sql.h"
#include "domain/letters/letters_own.h"

/* What the events say, of those that say anything. */
struct letter_event { str what, name, export; maybe_when deletes_at, expires_at; bool planted; };
extern const struct shape letter_event_shape;
SHAPE(letter_event,
    FIELD(letter_event, what,       .optional = true),
    FIELD(letter_event, name,       .optional = true),
    FIELD(letter_event, export,     .optional = true),
    FIELD(letter_event, deletes_at, .optional = true),
    FIELD(letter_event, expires_at, .optional = true),
    FIELD(letter_event, planted,    .optional = true));

struct hearing { const struct event *event; struct letter_event said; struct account who; };

static err write_to(tx *t, const struct hearing *h, enum letter letter, str detail, when at)
{
    return letter_add(t, &(struct letter_draft){ letter, h->who.id, h->who.email.v, detail, at });
}

/* Those that are made up for a trial get no letters, nor does who was told long ago of what only now is heard. */
static err created(tx *t, const struct hearing *h)
{
    bool late = h->event->created_at.ms + letter_facts[CONFIRM_EMAIL].life_ms < tx_now(t).ms;

    if (h->said.planted || late || h->who.email_confirmed_at.is == GIVEN)
        return OK;
    return write_to(t, h, CONFIRM_EMAIL, S(""), h->event->created_at);
}

/* Whoever chose a new password because the account was in other hands has voided what those hands asked for. */
static err password_changed(tx *t, const struct hearing *h)
{
    TRY(q_letter_tokens_void(t, h->who.id, str_of(letter_facts[CHANGE_EMAIL].word)));
    return write_to(t, h, PASSWORD_CHANGED, S(""), h->event->created_at);
}

static err secured(tx *t, const struct hearing *h)
{
    static const struct { str end; enum letter letter; } deeds[] = {
        { S("_added"), METHOD_ADDED }, { S("_removed"), METHOD_REMOVED }, { S("_linked"), METHOD_ADDED }, { S("_unlinked"), METHOD_REMOVED },
    };
    str what = h->said.what;

    if (str_eq(what, S("password_changed")))
        return password_changed(t, h);
    for (size_t i = 0; i < COUNT(deeds); i++)
        if (str_ends(what, deeds[i].end)) {
            str method = str_to(what, what.n - deeds[i].end.n);
            bool by_name = str_eq(method, S("identity")) && h->said.name.n;
            return write_to(t, h, deeds[i].letter, by_name ? h->said.name : method, h->event->created_at);
        }
    return OK;
}

static err leaving(tx *t, const struct hearing *h)
{
    return h->said.deletes_at.is == GIVEN ? write_to(t, h, DELETION_SCHEDULED, S(""), h->said.deletes_at.v) : OK;
}

static err export_ready(tx *t, const struct hearing *h)
{
    return h->said.expires_at.is == GIVEN ? write_to(t, h, EXPORT_READY, h->said.export, h->said.expires_at.v) : OK;
}

static const struct { str subject; err (*hear)(tx *, const struct hearing *); } subjects[] = {
    { S("account.created"), created },
    { S("account.secured"), secured },
    { S("account.leaving"), leaving },
    { S("export.ready"), export_ready },
};

/* A letter that could not be sent holds an address. */
static err letters_forget(tx *t, id account)
{
    TRY(q_letter_tokens_drop(t, account));
    return jobs_forget(t, "letter", account);
}

err letters_hear(tx *t, const struct event *event)
{
    struct hearing h = { .event = event };
    struct failure failure;
    id account;

    if (!id_parse(event->key, &account))
        return OK;
    if (str_eq(event->subject, S("account.erased")))
        return letters_forget(t, account);
    failure_begin(&failure, tx_arena(t));
    TRY(json_read(tx_arena(t), &failure, event->payload, &letter_event_shape, &h.said));
    err e = account_by_id_in(t, account, &h.who);
    if (e == ERR_NOT_FOUND || (e == OK && h.who.email.is != GIVEN))
        return OK;
    TRY(e);
    for (size_t i = 0; i < COUNT(subjects); i++)
        if (str_eq(event->subject, subjects[i].subject))
            return subjects[i].hear(t, &h);
    return OK;
}
