/* Unrequested letters: they report to an account's mailbox what was done to the account. */
#include "base/str.h"
#include "domain/letters/letters.sql.h"
#include "domain/letters/letters_own.h"
#include "domain/privacy/privacy.h"

struct hearing { const struct event *event; struct account who; };

static err write_to(tx *t, const struct hearing *h, enum letter letter, str detail, when at)
{
    return letter_add(t, &(struct letter_draft){ letter, h->who.id, h->who.email.v, detail, at });
}

/* Accounts made up for a trial get no letters, and an event that is handled long after it happened causes none. */
static err created(tx *t, const struct hearing *h)
{
    bool late = h->event->created_at.ms + letter_facts[CONFIRM_EMAIL].life_ms < tx_now(t).ms;
    struct account_birth birth;

    TRY(event_read(tx_arena(t), h->event, account_created, &birth));
    if (birth.planted.is == GIVEN || late || h->who.email_confirmed_at.is == GIVEN)
        return OK;
    return write_to(t, h, CONFIRM_EMAIL, S(""), h->event->created_at);
}

/* An owner who chose a new password because somebody else had the account has thereby voided that person's requests. */
static err password_changed(tx *t, const struct hearing *h)
{
    TRY(q_letter_tokens_void(t, h->who.id, str_of(letter_facts[CHANGE_EMAIL].word)));
    return write_to(t, h, PASSWORD_CHANGED, S(""), h->event->created_at);
}

static err secured(tx *t, const struct hearing *h)
{
    static const struct { str end; enum letter letter; } deeds[] = {
        { S("_added"), METHOD_ADDED }, { S("_removed"), METHOD_REMOVED }, { S("_linked"), METHOD_ADDED },
        { S("_unlinked"), METHOD_REMOVED },
    };
    struct account_deed deed;

    TRY(event_read(tx_arena(t), h->event, account_secured, &deed));
    str what = deed.what;
    if (str_eq(what, S("password_changed")))
        return password_changed(t, h);
    for (size_t i = 0; i < COUNT(deeds); i++)
        if (str_ends(what, deeds[i].end)) {
            str method = str_to(what, what.n - deeds[i].end.n);
            bool by_name = str_eq(method, S("identity")) && deed.name.is == GIVEN && deed.name.v.n;
            return write_to(t, h, deeds[i].letter, by_name ? deed.name.v : method, h->event->created_at);
        }
    return OK;
}

static err leaving(tx *t, const struct hearing *h)
{
    struct account_departure departure;

    TRY(event_read(tx_arena(t), h->event, account_leaving, &departure));
    return write_to(t, h, DELETION_SCHEDULED, S(""), departure.deletes_at);
}

static err copy_made(tx *t, const struct hearing *h)
{
    struct export_told told;

    TRY(event_read(tx_arena(t), h->event, export_ready, &told));
    return write_to(t, h, EXPORT_READY, id_text(tx_arena(t), told.export), told.expires_at);
}

static const struct { const struct event_kind *kind; err (*hear)(tx *, const struct hearing *); } heard[] = {
    { &account_created, created },
    { &account_secured, secured },
    { &account_leaving, leaving },
    { &export_ready, copy_made },
};

/* An unsent letter contains an address. */
static err letters_forget(tx *t, id account)
{
    TRY(q_letter_tokens_drop(t, account));
    return jobs_forget(t, "letter", account);
}

err letters_hear(tx *t, const struct event *event)
{
    struct hearing h = { .event = event };
    id account;

    TRY(event_about(t, event, &account));
    if (event->kind == &account_erased)
        return letters_forget(t, account);
    err e = account_by_id_in(t, account, &h.who);
    if (e == ERR_NOT_FOUND || (e == OK && h.who.email.is != GIVEN))
        return OK;
    TRY(e);
    for (size_t i = 0; i < COUNT(heard); i++)
        if (event->kind == heard[i].kind)
            return heard[i].hear(t, &h);
    return OK;
}
