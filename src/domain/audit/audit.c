/*
 * How the log holds together: each entry has a hash, a MAC of all its members and of the
 * link before it; a link is a MAC of an entry's number and hash. Of the links only the
 * last is kept, in the head. So an attacker who can write to the tables but lacks the key
 * can make no entry, and cannot cut the log short either: the link that the head would
 * need then is written nowhere. That holds for the first link too, which an empty log
 * rests on (audit_begin.c). Nor does the log heal: an entry that is added to a wrong head
 * rests on a wrong link.
 */
#include "domain/audit/audit.h"
#include <string.h>
#include "base/buf.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "domain/audit/audit.sql.h"
#include "domain/audit/audit_own.h"
#include "ports/secrets.h"

enum { DETAIL_MOST = 500, ADDRESS_MOST = 100 };

SHAPE(audit_entry,
    FIELD(audit_entry, number,  .doc = "1 is the first"),
    FIELD(audit_entry, at),
    FIELD(audit_entry, action,  .doc = "What was done"),
    FIELD(audit_entry, actor,   .doc = "Who did it; null: somebody who was not signed in"),
    FIELD(audit_entry, subject, .doc = "Whom it was done to"),
    FIELD(audit_entry, address, .doc = "The address of the client"),
    FIELD(audit_entry, detail),
    FIELD(audit_entry, hash,    .doc = "Binds the entry to all before it"));
SHAPE(audit_head,
    FIELD(audit_head, number),
    FIELD(audit_head, link),
    FIELD(audit_head, beyond));

/* ---- the chain ---- */

/* An unambiguous text of the members: numbers end at the comma, texts at their length. */
static void add_number(struct buf *b, i64 n)
{
    buf_i64(b, n);
    buf_byte(b, ',');
}

static void add_text(struct buf *b, str s)
{
    buf_u64(b, s.n);
    buf_byte(b, ':');
    buf_add(b, s);
}

str audit_mac(struct secrets *s, struct arena *a, str purpose, str text)
{
    u8 mac[SHA256_SIZE];

    secrets_mac(s, purpose, text, mac);
    return hex_text(a, bytes_str(mac, sizeof mac));
}

str audit_hash_of(struct secrets *s, struct arena *a, const struct audit_entry *e, str link)
{
    struct buf b = BUF_ON(a);

    add_number(&b, e->number);
    add_number(&b, e->at.ms);
    add_text(&b, e->action);
    add_number(&b, e->actor.v);
    add_number(&b, e->subject.v);
    add_text(&b, e->address);
    add_text(&b, e->detail);
    add_text(&b, link);
    return audit_mac(s, a, S("audit"), buf_str(&b));
}

str audit_link_behind(struct secrets *s, struct arena *a, const struct audit_entry *e)
{
    struct buf b = BUF_ON(a);

    add_number(&b, e->number);
    add_text(&b, e->hash);
    return audit_mac(s, a, S("audit link"), buf_str(&b));
}

/* ---- the verbs ---- */

/* At most this many bytes, cut between characters. */
static str shortened(str s, size_t most)
{
    size_t n = s.n < most ? s.n : most;

    while (n < s.n && n && ((u8)s.p[n] & 0xc0) == 0x80)
        n--;
    return str_to(s, n);
}

err audit_add(tx *t, const struct audit_note *note)
{
    struct secrets *s = tx_world(t)->secrets;
    struct arena *a = tx_arena(t);
    struct audit_head head;

    TRY(q_audit_head(t, AUDIT_HEAD, &head));
    struct audit_entry e = {
        .number = head.number + 1,
        .at = tx_now(t),
        .action = str_of(note->action->word),
        .actor = note->actor,
        .subject = note->subject,
        .address = shortened(note->address, ADDRESS_MOST),
        .detail = shortened(note->detail, DETAIL_MOST),
    };
    e.hash = audit_hash_of(s, a, &e, head.link);
    /* The head first: there, of two appends at once, one loses and tries again. A number that is taken would not be such a loss. */
    TRY(q_audit_head_set(t, AUDIT_HEAD, e.number, audit_link_behind(s, a, &e), &head));
    return q_audit_insert(t, e.number, e.at, e.action, e.actor, e.subject, e.address, e.detail, e.hash);
}

err audit_list(ctx *c, i64 after, i64 most, audit_page *out)
{
    return q_audit_after(c, after, most, out);
}

extern const struct migration audit_migrations[];

static const struct schedule schedules[] = {
    { "audit_head", 3600 * 1000, audit_report },
    {0}
};

static bool is_first(const struct program *p, const struct audit_action *action)
{
    for (const struct capability *const *c = p->capabilities; *c; c++)
        for (const struct audit_action *const *one = (*c)->audit_actions; one && *one; one++)
            if (strcmp((*one)->word, action->word) == 0)
                return *one == action;
    return false;
}

err audit_actions_check(const struct program *p, struct failure *failure)
{
    for (const struct capability *const *c = p->capabilities; *c; c++)
        for (const struct audit_action *const *one = (*c)->audit_actions; one && *one; one++)
            if (!is_first(p, *one))
                return failure_with(failure, ERR_INVALID, "%s: the audit word \"%s\" is declared twice.", (*c)->name, (*one)->word);
    return OK;
}

PERMISSIONS_DEFINE(audit_permissions, AUDIT_PERMISSIONS);

const struct capability audit_capability = {
    .name = "audit",
    .permissions = audit_permissions,
    .migrations = audit_migrations,
    .statements = audit_statements,
    .belongings = audit_belongings,
    .schedules = schedules,
    .migrated = audit_migrated,
};
