#include "ports/bus/news.h"
#include "base/str.h"
#include "ports/bus/bus_sequencer.sql.h"
#include "ports/bus/own.h"
#include "runtime/runtime.h"

enum { HERE_MS = 10 * 1000, FLOW_MS = 25 * 1000, LOST_MS = 1000 };

struct news_sent { i64 n; };
SHAPE(news_sent, FIELD(news_sent, n));

void news_begin(struct news *n, struct bus *b, i64 self, ctx *c)
{
    i64 now_ms = loop_mono_ms(c->loop);

    *n = (struct news){ .bus = b, .self = self, .others_ms = now_ms, .here_ms = now_ms - HERE_MS };
    b->news = n;
    store_listen(c);
}

static i64 now_of(const struct news *n)
{
    return loop_mono_ms(runtime_loop(n->bus->world->runtime, 0));
}

bool news_flow(const struct news *n, i64 now_ms)
{
    return n->heard_ms && now_ms < n->heard_ms + FLOW_MS;
}

/* "placed 123", "whisper 123 ...": the word, its sender, and what was whispered. */
void news_heard(void *bus, str words)
{
    struct bus *b = bus;
    struct news *n = b->news;
    str word, sender;
    i64 who;

    if (!n)
        return;
    n->heard_ms = words.n ? now_of(n) : 0;
    if (!str_cut(&words, ' ', &word) || !str_cut(&words, ' ', &sender) || !str_to_i64(sender, &who) || who == n->self)
        return;
    n->others_ms = n->heard_ms;
    if (str_eq(word, S("whisper")))
        whispers_hear(&b->whispers, who, words);
    else if (!str_eq(word, S("here")))
        bell_ring(&b->rounds);
}

static err say(struct news *n, ctx *c, const char *word, str more)
{
    struct news_sent sent;

    err e = q_sequencer_notify(c, arena_format(&c->arena, "%s %lld" STR_FMT, word, (long long)n->self, STR_ARG(more)), &sent);
    if (e != OK)
        failure_begin(&c->failure, &c->arena);
    return e == ERR_CANCELLED ? e : OK;
}

err news_here(struct news *n, ctx *c)
{
    i64 now_ms = loop_mono_ms(c->loop);

    if (now_ms < n->here_ms + (news_flow(n, now_ms) ? HERE_MS : LOST_MS))
        return OK;
    n->here_ms = now_ms;
    return say(n, c, "here", S(""));
}

bool news_alone(const struct news *n)
{
    i64 now_ms = now_of(n);

    return news_flow(n, now_ms) && now_ms > n->others_ms + FLOW_MS;
}

err news_committed(struct news *n, ctx *c)
{
    return news_alone(n) ? OK : say(n, c, "committed", S(""));
}

err news_placed(struct news *n, ctx *c)
{
    return news_alone(n) ? OK : say(n, c, "placed", S(""));
}

err news_whispers(struct news *n, ctx *c, str pieces)
{
    return say(n, c, "whisper", arena_format(&c->arena, " " STR_FMT, STR_ARG(pieces)));
}
