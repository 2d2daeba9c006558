/*
 * What rolls tell each other. "<number> <first> <last> <accounts>": those whose place here has changed; then, after a dot, all of
 * the buckets from the first to the last, so that accounts of these that are not named have no place here. Each account is 11
 * characters and its state: o (here), a (away), l (left, and 11 more: when). Numbers rise, so one that comes late is not heard.
 *
 * Whole buckets are told round and round: all of them in 10 s if the accounts are few, otherwise at 2,000 accounts a second, and at
 * 6,500 a second to a process that has just appeared.
 */
#include <endian.h>
#include "base/base64.h"
#include "base/str.h"
#include "ports/roll_own.h"

enum {
    ROUND_MS = 10 * 1000, STEP_MS = 1000, SHORT_STEP_MS = 100,
    MANY = 5000,                     /* accounts here from which on steps are short */
    STEP_OCTETS = 2400,              /* of a short step */
    NUMBER = 11,                     /* characters of 64 bits */
    ACCOUNT = NUMBER + 1, ACCOUNT_MOST = ACCOUNT + NUMBER,
    ROOM = ROLL_SAID_MOST - 48       /* of all accounts; the rest is the head's */
};

static const char letters[] = { [ROLL_GONE] = 'l', [ROLL_AWAY] = 'a', [ROLL_HERE] = 'o' };

/* ---- said ---- */

static void number_say(struct buf *b, i64 v)
{
    u64 big = htobe64((u64)v);

    base64url_add(b, (const u8 *)&big, sizeof big);
}

static void account_say(struct buf *b, id who, enum roll_state state, when left)
{
    number_say(b, who.v);
    buf_byte(b, letters[state]);
    if (state == ROLL_GONE)
        number_say(b, left.ms);
}

/* What has become of its place here: another process may have it, too. */
static void change_say(struct roll *r, struct buf *b, id who, when now)
{
    const struct place *p = roll_place(r, who, 0), *past = roll_place(r, who, ROLL_NOBODY);

    if (p)
        account_say(b, who, p->state, (when){ 0 });
    else
        account_say(b, who, ROLL_GONE, past ? past->left : now);
}

/* The oldest first; what does not fit stays. */
static void changes_say(struct roll *r, struct buf *b, when now)
{
    size_t at = 0;

    for (; at < r->unsaid.n && b->n + ACCOUNT_MOST < ROOM; at += sizeof(id)) {
        id who;
        memcpy(&who, r->unsaid.p + at, sizeof who);
        change_say(r, b, who, now);
    }
    r->unsaid.n -= at;
    if (r->unsaid.n)
        memmove(r->unsaid.p, r->unsaid.p + at, r->unsaid.n);
}

static bool is_short(const struct roll *r) { return r->hurry || r->here > MANY; }

static i64 step_ms(const struct roll *r) { return is_short(r) ? SHORT_STEP_MS : STEP_MS; }

static size_t bucket_octets(const struct bucket *b)
{
    size_t n = 0;

    for (u32 i = 0; i < b->n; i++)
        n += b->at[i].process == 0 ? ACCOUNT : 0;
    return n;
}

static void bucket_say(const struct bucket *b, struct buf *out)
{
    for (u32 i = 0; i < b->n; i++)
        if (b->at[i].process == 0)
            account_say(out, b->at[i].who, b->at[i].state, (when){ 0 });
}

/* The number of buckets that are told: at least one, if a notice has room for it. */
static int buckets_say(struct roll *r, i64 now_ms, struct buf *b)
{
    size_t most = is_short(r) && !r->hurry && b->n + STEP_OCTETS < ROOM ? b->n + STEP_OCTETS : ROOM;
    i64 n = 0, due = r->hurry ? ROLL_BUCKETS : ROLL_BUCKETS * (now_ms - r->listed_ms) / ROUND_MS;

    for (; n < due && r->listed + n < ROLL_BUCKETS; n++) {
        const struct bucket *next = &r->buckets[r->listed + n];
        if (b->n + bucket_octets(next) > (n ? most : ROOM))
            break;
        bucket_say(next, b);
    }
    return (int)n;
}

static int less(int from, int n) { return n < from ? from - n : 0; }

/* A bucket for which no notice has room is not told. */
static void list_passed(struct roll *r, int n)
{
    int passed = !n && bucket_octets(&r->buckets[r->listed]) >= ROOM ? 1 : n;

    r->listed = (r->listed + passed) % ROLL_BUCKETS;
    r->list_more = less(r->list_more, passed);
    r->hurry = less(r->hurry, passed);
}

static bool list_is_due(const struct roll *r, i64 now_ms)
{
    return (r->here || r->list_more) && now_ms >= r->listed_ms + step_ms(r);
}

str roll_say(struct roll *r, struct roll_time now, struct arena *a)
{
    struct buf accounts = BUF_ON(a), said = BUF_ON(a);
    int first = r->listed, n = 0;

    changes_say(r, &accounts, now.at);
    if (list_is_due(r, now.ms)) {
        buf_byte(&accounts, '.');
        n = buckets_say(r, now.ms, &accounts);
        r->listed_ms = now.ms;
        list_passed(r, n);
    }
    if (!accounts.n || (!n && accounts.n == 1))
        return S("");
    buf_format(&said, "%lld %d %d ", (long long)++r->said, first, first + n - 1);
    buf_add(&said, buf_str(&accounts));
    return buf_str(&said);
}

i64 roll_say_pause(const struct roll *r)
{
    if (r->unsaid.n)
        return SHORT_STEP_MS;
    return r->here || r->list_more ? step_ms(r) : STEP_MS;
}

/* ---- heard ---- */

static bool number_hear(str *rest, i64 *out)
{
    u64 big;

    if (!base64url_read(str_to(*rest, NUMBER), (u8 *)&big, sizeof big))
        return false;
    *rest = str_from(*rest, NUMBER);
    *out = (i64)be64toh(big);
    return true;
}

struct account_heard { id who; enum roll_state state; when left; };

static bool account_hear(str *rest, struct account_heard *out)
{
    if (!number_hear(rest, &out->who.v) || !rest->n)
        return false;
    for (out->state = ROLL_GONE; letters[out->state] != rest->p[0]; out->state++)
        if (out->state == ROLL_HERE)
            return false;
    *rest = str_from(*rest, 1);
    return out->state != ROLL_GONE || number_hear(rest, &out->left.ms);
}

static void account_settle(struct roll *r, int process, const struct account_heard *heard, struct roll_time now)
{
    enum roll_state before = roll_state_of(r, heard->who);

    if (heard->state != ROLL_GONE) {
        struct place *p = roll_place_take(r, heard->who, process);
        p->state = (u8)heard->state;
        p->unheard = false;
    } else {
        struct place *p = roll_place(r, heard->who, process);
        roll_place_end(r, p ? p : roll_place_take(r, heard->who, process), heard->left, now, false);
    }
    roll_changed(r, heard->who, before);
}

static void bucket_doubt(struct roll *r, int bucket, int process)
{
    struct bucket *b = &r->buckets[bucket];

    for (u32 i = 0; i < b->n; i++)
        if (b->at[i].process == process)
            b->at[i].unheard = true;
}

/* Word that they left was lost: it was lately. */
static void bucket_believe(struct roll *r, int bucket, int process, struct roll_time now)
{
    struct bucket *b = &r->buckets[bucket];

    for (u32 i = 0; i < b->n; i++) {
        id who = b->at[i].who;
        if (b->at[i].process != process || !b->at[i].unheard)
            continue;
        account_settle(r, process, &(struct account_heard){ who, ROLL_GONE, now.at }, now);
        i--;
    }
}

/* The accounts up to a dot, or to the end. False: malformed. */
static bool accounts_hear(struct roll *r, int process, str *rest, struct roll_time now)
{
    struct account_heard heard;

    for (; rest->n && rest->p[0] != '.'; account_settle(r, process, &heard, now))
        if (!account_hear(rest, &heard))
            return false;
    *rest = str_from(*rest, 1);
    return true;
}

static int process_of(struct roll *r, i64 from, i64 now_ms)
{
    int spare = 0;

    for (int i = 1; i < ROLL_PROCESSES; i++) {
        const struct roll_process *p = &r->processes[i];
        if (p->from == from && !p->ending)
            return i;
        if (!p->from && !spare)
            spare = i;
    }
    if (spare) {
        r->processes[spare] = (struct roll_process){ .from = from, .heard_ms = now_ms };
        r->hurry = ROLL_BUCKETS;
    }
    return spare;
}

static bool head_hear(str *rest, i64 *number, i64 *first, i64 *last)
{
    i64 *const parts[] = { number, first, last };
    str part;

    for (size_t i = 0; i < 3; i++)
        if (!str_cut(rest, ' ', &part) || !str_to_i64(part, parts[i]))
            return false;
    return *first >= 0 && *last < ROLL_BUCKETS;
}

static void said_hear(struct roll *r, int process, str said, struct roll_time now)
{
    i64 number, first, last;

    if (!head_hear(&said, &number, &first, &last) || number <= r->processes[process].said)
        return;
    r->processes[process].said = number;
    r->processes[process].heard_ms = now.ms;
    r->processes[process].heard_at = now.at;
    if (!accounts_hear(r, process, &said, now))
        return;
    for (i64 i = first; i <= last; i++)
        bucket_doubt(r, (int)i, process);
    if (!accounts_hear(r, process, &said, now))
        return;
    for (i64 i = first; i <= last; i++)
        bucket_believe(r, (int)i, process, now);
}

void roll_heard(struct roll *r, i64 from, str said, struct roll_time now)
{
    pthread_mutex_lock(&r->lock);
    int process = process_of(r, from, now.ms);
    if (process)
        said_hear(r, process, said, now);
    pthread_mutex_unlock(&r->lock);
}
