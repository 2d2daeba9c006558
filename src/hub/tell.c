/* Sayings that are not in the log: to this process's ears at once, and as a whisper to other processes. */
#include <assert.h>
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "hub/hub_own.h"

enum { WHISPER_MOST = 4096 };

/* A saying on its way to another process. */
struct whisper { str type; strs topics; ids accounts; maybe_id except, about; maybe_i64 rank; str json; };
static SHAPE(whisper,
    FIELD(whisper, type), FIELD(whisper, topics), FIELD(whisper, accounts), FIELD(whisper, except), FIELD(whisper, about),
    FIELD(whisper, rank), FIELD(whisper, json));

static void told_here(const struct hub *h, const struct wire *wire, const struct saying *s)
{
    struct parcel *p = parcel_of_saying(wire, s);

    for (int i = 0; i < h->loop_count; i++)
        if (atomic_load(&h->loops[i].inbox.listens))
            inbox_put(&h->loops[i].inbox, p);
    parcel_drop(p);
}

static maybe_id given_id(id which) { return (maybe_id){ which.v ? GIVEN : ABSENT, which }; }

static void told_elsewhere(struct world *w, const struct saying *s)
{
    struct arena a;
    char room[2048];

    arena_init(&a, room, sizeof room);
    struct buf json = BUF_ON(&a);
    struct whisper say = { str_of(s->type), { arena_array(&a, str, s->topic_count), s->topic_count }, s->accounts, given_id(s->except),
                           given_id(s->about), { s->rank ? GIVEN : ABSENT, s->rank }, s->json };
    for (size_t i = 0; i < s->topic_count; i++)
        say.topics.at[i] = topic_text(&a, &s->topics[i]);
    json_write(&json, &whisper_shape, &say);
    if (json.n <= WHISPER_MOST)
        (void)bus_whisper(w, "saying", buf_str(&json));
    arena_close(&a);
}

void hub_tell(struct world *w, const struct saying *s)
{
    const struct wire *wire = wire_of_type(w->hub, str_of(s->type));

    assert(wire);                    /* a type that no wire declares */
    told_here(w->hub, wire, s);
    if (!s->here && bus_has_company(w))
        told_elsewhere(w, s);
}

/* ---- from other processes ---- */

/* A topic that this program does not know is left out. */
static void topics_of(const struct hub *h, struct arena *a, strs texts, struct saying *out)
{
    out->topics = arena_array(a, struct topic, texts.n);
    for (size_t i = 0; i < texts.n; i++)
        if (topic_read(h, a, texts.at[i], &out->topics[out->topic_count]))
            out->topic_count++;
}

void whisper_heard(void *hub, i64 from, str text)
{
    const struct hub *h = hub;
    struct failure failure;
    struct whisper said;
    struct arena a;

    (void)from;
    arena_init(&a, NULL, 0);
    failure_begin(&failure, &a);
    const struct wire *wire = json_read(&a, &failure, text, &whisper_shape, &said) == OK ? wire_of_type(h, said.type) : NULL;
    if (wire) {
        struct saying s = { .type = wire->type, .json = said.json, .accounts = said.accounts, .except = said.except.v,
                            .about = said.about.v, .rank = said.rank.v };
        topics_of(h, &a, said.topics, &s);
        told_here(h, wire, &s);
    }
    arena_close(&a);
}
