/*
 * How the log begins. The link before the first entry is a MAC too, of a number that is
 * drawn when the log is made: it is in the head until there is an entry, and nowhere
 * after that, so nobody can forge an empty log. It is made once, in the transaction of
 * the migration that makes room for it, and never again, even if the store is empty. An
 * older log rests on no such link: the entries that it held when the program was upgraded
 * are sealed, so that no other log can be begun in its place.
 */
#include "base/buf.h"
#include "base/random.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "domain/audit/audit.sql.h"
#include "domain/audit/audit_own.h"
#include "ports/secrets.h"

enum { DRAW = 16, BEGINS = 3 };      /* the migration that makes room for the beginning */

SHAPE(audit_begun,
    FIELD(audit_begun, number),
    FIELD(audit_begun, link),
    FIELD(audit_begun, instance),
    FIELD(audit_begun, kept),
    FIELD(audit_begun, seal));
SHAPE(audit_newest, FIELD(audit_newest, number), FIELD(audit_newest, hash));

str audit_first_link(struct secrets *s, struct arena *a, str instance)
{
    return audit_mac(s, a, S("audit first link"), instance);
}

str audit_seal_of(struct secrets *s, struct arena *a, str instance, i64 kept, str link)
{
    return audit_mac(s, a, S("audit seal"), arena_format(a, STR_FMT ",%lld,%zu:" STR_FMT, STR_ARG(instance), (long long)kept, link.n,
                                                         STR_ARG(link)));
}

static err audit_log_begin(tx *t)
{
    struct secrets *s = tx_world(t)->secrets;
    struct arena *a = tx_arena(t);
    struct audit_begun b;
    u8 draw[DRAW];

    random_bytes(draw, sizeof draw);
    str drawn = hex_text(a, bytes_str(draw, sizeof draw));
    TRY(q_audit_begun(t, AUDIT_HEAD, &b));
    if ((b.link.n != 0) != (b.number != 0))
        return OK;                   /* no program leaves it so: it stays wrong */
    if (b.number)
        return q_audit_begin(t, AUDIT_HEAD, b.link, drawn, b.number, audit_seal_of(s, a, drawn, b.number, b.link));
    return q_audit_begin(t, AUDIT_HEAD, audit_first_link(s, a, drawn), drawn, 0, S(""));
}

err audit_migrated(tx *t, int number)
{
    return number == BEGINS ? audit_log_begin(t) : OK;
}

str audit_head_text(struct arena *a, i64 number, str hash)
{
    return arena_format(a, "%lld:" STR_FMT, (long long)number, STR_ARG(hash));
}

bool audit_head_read(str text, i64 *number, str *hash)
{
    str digits;

    *hash = text;
    return str_cut(hash, ':', &digits) && str_to_i64(digits, number) && *number >= 0 && hash->n == (*number ? 2 * SHA256_SIZE : 0);
}

/*
 * An empty log has no head to report. The head goes to the ordinary log, since a copy of that may be out of reach for
 * an attacker on the store.
 */
err audit_report(ctx *c)
{
    struct audit_newest n;

    TRY(q_audit_newest(c, AUDIT_HEAD, &n));
    if (n.number)
        ctx_log(c, LOG_INFO, "the head of the audit log", KV_STR("head", audit_head_text(&c->arena, n.number, n.hash)));
    return OK;
}
