/*
 * The check of the log: every entry's hash and every link is computed again, from the
 * first to the end that the head names. Pages are short reads of their own, and the end
 * is read again until it is reached, so a server may go on writing.
 */
#include "base/str.h"
#include "domain/audit/audit.sql.h"
#include "domain/audit/audit_own.h"
#include "ports/secrets.h"

enum { AT_ONCE = 200, HEX_SHA256 = 64 };

/* The state of the walk; `link` and `hash` are of the last correct entry, or the first link. */
struct walk {
    struct secrets *secrets;
    const struct audit_point *since;
    struct audit_finding *out;
    struct audit_begun begun;
    size_t link_n;
    char link[HEX_SHA256], hash[HEX_SHA256];
};

static str link_of(const struct walk *w)
{
    return (str){ w->link, w->link_n };
}

static void link_set(struct walk *w, str link)
{
    w->link_n = link.n;
    memcpy(w->link, link.p, link.n);
}

static void wrong(struct walk *w, const char *why)
{
    w->out->wrong = w->out->entries + 1;
    w->out->why = str_of(why);
}

/* A correct entry may still differ from the one of the head kept elsewhere, or from the last that was sealed. */
static void points_check(struct walk *w, struct arena *a)
{
    i64 n = w->out->entries;
    const char *why = NULL;

    if (n == w->since->number && !str_eq((str){ w->hash, sizeof w->hash }, w->since->hash))
        why = "it is not the entry of that head: this is another log, or it was restored from a backup and went on";
    if (n == w->begun.kept && !str_eq(w->begun.seal, audit_seal_of(w->secrets, a, w->begun.instance, n, link_of(w))))
        why = "the entries up to it are not those that were sealed";
    if (!why)
        return;
    w->out->entries--;
    wrong(w, why);
}

static void entry_check(struct walk *w, struct arena *a, const struct audit_entry *e)
{
    struct arena_mark mark = arena_mark(a);

    if (e->number != w->out->entries + 1) {
        wrong(w, "it is missing");
    } else if (!str_eq(e->hash, audit_hash_of(w->secrets, a, e, link_of(w)))) {
        wrong(w, "it is not as it was written, or an entry before it is not");
    } else {
        link_set(w, audit_link_behind(w->secrets, a, e));
        memcpy(w->hash, e->hash.p, sizeof w->hash);
        w->out->entries++;
        points_check(w, a);
    }
    arena_rewind(a, mark);
}

/* Walks to `end`; an arena of many pages would grow with the log, so each page's memory is released. */
static err walk_to(ctx *c, struct walk *w, i64 end)
{
    while (w->out->entries < end && !w->out->wrong) {
        struct arena_mark mark = arena_mark(&c->arena);
        audit_page page;
        TRY(q_audit_after(c, w->out->entries, AT_ONCE, &page));
        if (!page.n)
            wrong(w, "it is missing, and so are all after it");
        for (size_t i = 0; i < page.n && w->out->entries < end && !w->out->wrong; i++)
            entry_check(w, &c->arena, &page.at[i]);
        arena_rewind(&c->arena, mark);
        TRY(ctx_yield(c));
    }
    return OK;
}

/* Has the walk reached the end, and is it the right one? */
static bool ended(struct walk *w, const struct audit_head *head)
{
    if (w->out->entries != head->number)
        return false;
    if (head->number < w->since->number)
        wrong(w, "it is missing, and so are all up to that head: the log was restored from a backup, or cut off");
    else if (head->number < w->begun.kept || !str_eq(head->link, link_of(w)))
        wrong(w, "the log has been cut off before it");
    else if (head->beyond)
        wrong(w, "it was not written by this server");
    return true;
}

static err walk_begin(ctx *c, struct walk *w)
{
    struct audit_begun b;

    TRY(q_audit_begun(c, AUDIT_HEAD, &b));
    w->begun = b;
    link_set(w, b.kept ? S("") : audit_first_link(w->secrets, &c->arena, b.instance));
    return OK;
}

static err walk_all(ctx *c, struct walk *w)
{
    struct audit_head head;

    do {
        err e = q_audit_end(c, AUDIT_HEAD, &head);
        if (e == ERR_NOT_FOUND)
            return wrong(w, "the end of the log is not recorded any more"), OK;
        TRY(e);
        if (head.number < w->out->entries)
            return wrong(w, "the log has been cut off before it"), OK;
        if (ended(w, &head))
            return OK;
        TRY(walk_to(c, w, head.number));
    } while (!w->out->wrong);
    return OK;
}

err audit_verify(ctx *c, const struct audit_point *since, struct audit_finding *out)
{
    struct walk w = { .secrets = c->world->secrets, .since = since, .out = out };

    *out = (struct audit_finding){ 0 };
    err e = walk_begin(c, &w);
    if (e == ERR_NOT_FOUND)
        wrong(&w, "the end of the log is not recorded");
    else
        TRY(e);
    if (!out->wrong)
        TRY(walk_all(c, &w));
    out->last = arena_copy(&c->arena, (str){ w.hash, out->entries ? sizeof w.hash : 0 });
    return OK;
}
