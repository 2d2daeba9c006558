#include "hub/testbed.h"
#include <stdatomic.h>
#include "base/json.h"
#include "base/str.h"
#include "hub/choir.sql.h"
#include "hub/hub_own.h"

extern const struct migration choir_migrations[];

struct song_told { id choir_id, singer; i64 seq; str words; i64 sayings; };
struct move_told { id choir_id; maybe_id account; str deed; i64 floor; };
struct song_said { id choir_id; i64 seq; maybe_bool own; };
struct words_said { str words; };
struct number_said { id choir_id; i64 n; };
EVENT(choir_sung, song_told);
EVENT(choir_moved, move_told);
SHAPE(song_told, FIELD_AS(song_told, choir_id, "choirId"), FIELD(song_told, singer), FIELD(song_told, seq), FIELD(song_told, words),
      FIELD(song_told, sayings));
SHAPE(move_told, FIELD_AS(move_told, choir_id, "choirId"), FIELD(move_told, account), FIELD(move_told, deed), FIELD(move_told, floor));
static SHAPE(song_said, FIELD_AS(song_said, choir_id, "choirId"), FIELD(song_said, seq), FIELD(song_said, own));
static SHAPE(words_said, FIELD(words_said, words));
static SHAPE(number_said, FIELD_AS(number_said, choir_id, "choirId"), FIELD(number_said, n));
EVENT_KIND(choir_sung, "choir.*.song.*", song_told);
EVENT_KIND(choir_moved, "choir.*.moved", move_told);

struct choir_number { i64 n; };
struct choir_place { id choir_id; i64 floor; };
struct choir_deaf { id account_id; };
typedef PAGE(choir_place) choir_place_page;
typedef PAGE(choir_deaf) choir_deaf_page;
SHAPE(choir_number, FIELD(choir_number, n));
SHAPE(choir_place, FIELD(choir_place, choir_id), FIELD(choir_place, floor));
SHAPE(choir_deaf, FIELD(choir_deaf, account_id));

_Atomic int choir_failures, choir_faults, choir_asked, choir_freshened, choir_said, choir_admits, choir_loads;
_Atomic bool choir_gate;
_Atomic i64 choir_ears, choir_away;

/* ---- topics ---- */

static const struct problem choir_not_found = { "choir_not_found", ERR_NOT_FOUND, "There is no such choir.", NULL };

static err admit(ctx *c, id me, const struct topic *t, struct admission *out)
{
    choir_place_page page;

    atomic_fetch_add(&choir_admits, 1);
    TRY(q_choir_admits(c, t->of, me, &page));
    if (!page.n)
        return fail(c, &choir_not_found);
    out->floor = page.at[0].floor;
    out->owners[0] = page.at[0].choir_id.v >= CHOIR_OWNED ? (id){ CHOIR_OWNER } : (id){ 0 };
    return OK;
}

static bool spell(struct arena *a, str name, str *kept)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < name.n; i++)
        buf_byte(&b, (char)(name.p[i] | 32));
    *kept = buf_str(&b);
    return name.p[0] != '!';
}

static const struct topic_kind choir_topic = { "choir", TOPIC_OF_ID, .admit = admit };
static const struct topic_kind word_topic = { "word", TOPIC_OF_NAME, .spell = spell };

static err members_between(ctx *c, id me, i64 least, i64 most, membership_page *out)
{
    choir_place_page page;

    atomic_fetch_add(&choir_loads, 1);
    TRY(q_choirs_of(c, me, ((id){ least }), ((id){ most }), &page));
    *out = (membership_page){ .at = arena_array(&c->arena, struct membership, page.n), .n = page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = (struct membership){ { &choir_topic, page.at[i].choir_id, { 0 } }, page.at[i].floor };
    return OK;
}

static err members_of(ctx *c, id me, membership_page *out) { return members_between(c, me, 0, CHOIR_ALWAYS, out); }
static err always_of(ctx *c, id me, membership_page *out) { return members_between(c, me, CHOIR_ALWAYS, INT64_MAX, out); }

static const struct topic_kind choirs_topic = { "choirs", TOPIC_ALONE, .members = members_of };
static const struct topic_kind always_topic = { "always", TOPIC_ALONE, .members = always_of, .always = true, .apart = true };
static const struct topic_kind *const topics[] = { &choir_topic, &word_topic, &choirs_topic, &always_topic, NULL };

static const struct topic_kind *through(i64 choir) { return choir >= CHOIR_ALWAYS ? &always_topic : &choirs_topic; }

/* ---- wires ---- */

static err hears(ctx *c, const struct saying *s, const struct topic *t, ids who, bool *out)
{
    choir_deaf_page deaf;

    (void)s, (void)t;
    atomic_fetch_add(&choir_asked, 1);
    while (atomic_load(&choir_gate))
        TRY(ctx_sleep(c, 1));
    if (atomic_load(&choir_failures) > 0 && atomic_fetch_sub(&choir_failures, 1) > 0)
        return fail_with(c, ERR_UNAVAILABLE, "The choir is away.");
    if (atomic_load(&choir_faults) > 0 && atomic_fetch_sub(&choir_faults, 1) > 0)
        return fail_with(c, ERR_INTERNAL, "The choir is wrong.");
    TRY(q_choir_deaf_of(c, who, &deaf));
    for (size_t i = 0; i < who.n; i++) {
        out[i] = true;
        for (size_t k = 0; k < deaf.n; k++)
            out[i] &= deaf.at[k].account_id.v != who.at[i].v;
    }
    return OK;
}

static err content(ctx *c, const struct saying *s, str *json)
{
    const struct song_told *told = s->facts;
    struct buf b = BUF_ON(&c->arena);

    json_write(&b, &words_said_shape, &(struct words_said){ told->words });
    *json = buf_str(&b);
    return OK;
}

static void song_say(struct says *out, const struct song_told *told)
{
    struct saying *s = say(out, "sung", &song_said_shape, &(struct song_said){ told->choir_id, told->seq, { 0 } });
    const struct song_said own = { told->choir_id, told->seq, { GIVEN, true } };
    id *singer = arena_new(out->arena, id);

    *singer = told->singer;
    say_otherwise(out, s, (ids){ singer, 1 }, &song_said_shape, &own);
    say_to_topic(out, s, &choir_topic, told->choir_id);
    if (told->words.n)
        say_to_name(out, s, &word_topic, told->words);
    s->rank = told->seq;
    s->facts = told;
    s->content = content;
    s->hears = str_eq(told->words, S("solo")) ? hears : NULL;
}

static err say_sung(ctx *c, const struct event *e, struct says *out)
{
    struct song_told *told = arena_new(&c->arena, struct song_told);

    TRY(event_read(&c->arena, e, choir_sung, told));
    atomic_fetch_add(&choir_said, 1);
    for (i64 i = 0; i < told->sayings; i++)
        song_say(out, told);
    return OK;
}

static const struct pulse_kind counts;

static void move_say(struct says *out, const struct move_told *told)
{
    if (str_eq(told->deed, S("in")))
        move_in(out, told->account.v, &choir_topic, told->choir_id, through(told->choir_id.v), told->floor);
    else if (str_eq(told->deed, S("out")))
        move_out(out, told->account.v, &choir_topic, told->choir_id);
    else if (str_eq(told->deed, S("over")))
        move_over(out, &choir_topic, told->choir_id);
    else if (str_eq(told->deed, S("turn")))
        move_ask_topic(out, &choir_topic, told->choir_id);
    else if (str_eq(told->deed, S("doubt"))) {
        move_ask_account(out, told->account.v);
        move_doubt(out, told->account.v);
    } else if (str_eq(told->deed, S("hide")))
        move_ask_owned(out, &choir_topic, told->choir_id);
    else if (str_eq(told->deed, S("count")))
        pulse(out, &counts, &choir_topic, told->choir_id, told->choir_id);
}

static err say_moved(ctx *c, const struct event *e, struct says *out)
{
    struct move_told told;

    TRY(event_read(&c->arena, e, choir_moved, &told));
    move_say(out, &told);
    if (told.account.is == GIVEN)
        say_to(out, say(out, "moved", &number_said_shape, &(struct number_said){ told.choir_id, told.floor }), told.account.v);
    return OK;
}

static err freshen(ctx *c, ids about, str *json)
{
    for (size_t i = 0; i < about.n; i++) {
        struct buf b = BUF_ON(&c->arena);
        json_write(&b, &number_said_shape, &(struct number_said){ about.at[i], 7 });
        json[i] = buf_str(&b);
    }
    atomic_fetch_add(&choir_freshened, 1);
    return OK;
}

static const struct pulse_kind counts = { "counted", freshen };

static const struct wire wires[] = {
    { .kind = &choir_sung, .say = say_sung },
    { .kind = &choir_moved, .say = say_moved },
    { .type = "hummed", .hears = hears },
    {0},
};

static void watch(struct world *w, id account, int ears, int away)
{
    (void)w, (void)account;
    atomic_fetch_add(&choir_ears, ears);
    atomic_fetch_add(&choir_away, away);
}

const struct capability choir_capability = {
    .name = "choir", .migrations = choir_migrations, .statements = choir_statements, .events = KINDS(&choir_sung, &choir_moved),
    .topics = topics, .wires = wires, .ears_watch = watch,
};
const struct capability *const choir_capabilities[] = { &work_capability, &hub_capability, &choir_capability, NULL };

/* ---- deeds ---- */

struct deed { i64 choir, account, n; const char *words; i64 seq; bool open; };

static err make(tx *t, void *arg)
{
    const struct deed *d = arg;

    return q_choir_found(t, ((id){ d->choir }), d->open);
}

err choir_make(ctx *c, i64 choir, bool open) { return transact(c, make, &(struct deed){ .choir = choir, .open = open }); }

static err sing(tx *t, void *arg)
{
    struct deed *d = arg;
    struct choir_number seq = {0};

    for (i64 i = 0; i < d->n; i++) {
        TRY(q_choir_sing(t, ((id){ d->choir }), &seq));
        TRY(event_tell_on(t, choir_sung, ((id){ d->choir }), ((id){ seq.n }),
                          &(struct song_told){ { d->choir }, { d->account }, seq.n, str_of(d->words), 1 }));
    }
    d->seq = seq.n;
    return OK;
}

err choir_song(ctx *c, i64 choir, i64 singer, const char *words, i64 *seq)
{
    struct deed d = { .choir = choir, .account = singer, .n = 1, .words = words };

    TRY(transact(c, sing, &d));
    if (seq)
        *seq = d.seq;
    return OK;
}

err choir_songs(ctx *c, i64 choir, i64 singer, int n)
{
    return transact(c, sing, &(struct deed){ .choir = choir, .account = singer, .n = n, .words = "" });
}

static err burst(tx *t, void *arg)
{
    const struct deed *d = arg;

    return event_tell_on(t, choir_sung, ((id){ d->choir }), ((id){ 1 }), &(struct song_told){ { d->choir }, { 1 }, 1, S(""), d->n });
}

err choir_burst(ctx *c, i64 choir, int sayings) { return transact(c, burst, &(struct deed){ .choir = choir, .n = sayings }); }

static err babble(tx *t, void *arg)
{
    (void)arg;
    return event_add(t, &choir_moved, S("1"), S("{\"choirId\":\"none\"}"));
}

err choir_babble(ctx *c) { return transact(c, babble, NULL); }

static err change(tx *t, void *arg)
{
    const struct deed *d = arg;
    id choir = { d->choir }, account = { d->account };

    if (strcmp(d->words, "in") == 0)
        TRY(q_choir_enter(t, choir, account, d->n));
    else if (strcmp(d->words, "out") == 0)
        TRY(q_choir_leave(t, choir, account));
    else if (strcmp(d->words, "over") == 0)
        TRY(q_choir_close(t, choir));
    else if (strcmp(d->words, "turn") == 0)
        TRY(q_choir_open(t, choir, d->open));
    return event_tell(t, choir_moved, choir, &(struct move_told){ choir, { account.v ? GIVEN : ABSENT, account }, str_of(d->words), d->n });
}

err choir_in(ctx *c, i64 choir, i64 account, i64 floor) { return transact(c, change, &(struct deed){ choir, account, floor, "in", 0, 0 }); }
err choir_out(ctx *c, i64 choir, i64 account) { return transact(c, change, &(struct deed){ choir, account, 0, "out", 0, 0 }); }
err choir_over(ctx *c, i64 choir) { return transact(c, change, &(struct deed){ choir, 0, 0, "over", 0, 0 }); }
err choir_turn(ctx *c, i64 choir, bool open) { return transact(c, change, &(struct deed){ choir, 0, 0, "turn", 0, open }); }
err choir_doubt(ctx *c, i64 account) { return transact(c, change, &(struct deed){ 1, account, 0, "doubt", 0, 0 }); }
err choir_hide(ctx *c, i64 owner) { return transact(c, change, &(struct deed){ owner, 0, 0, "hide", 0, 0 }); }
err choir_count(ctx *c, i64 choir) { return transact(c, change, &(struct deed){ choir, 0, 0, "count", 0, 0 }); }

static err deafen(tx *t, void *arg) { return q_choir_deafen(t, *(id *)arg); }
err choir_deaf(ctx *c, i64 account) { return transact(c, deafen, &(id){ account }); }
