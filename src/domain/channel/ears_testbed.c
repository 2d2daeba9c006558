#include "domain/channel/testbed.h"
#include "base/str.h"

static void note(struct listener *l, str before, str what)
{
    expect(l->n + before.n + what.n + 1 < sizeof l->text);
    memcpy(l->text + l->n, before.p, before.n);
    memcpy(l->text + l->n + before.n, what.p, what.n);
    l->n += before.n + what.n;
    l->text[l->n++] = '\n';
}

static bool deliver(struct ear *ear, struct heard *h)
{
    note(CONTAINER(ear, struct listener, ear), S(""), h->json);
    return true;
}

static void gone(struct ear *ear, str topic) { note(CONTAINER(ear, struct listener, ear), S("gone "), topic); }
static void nothing(struct ear *ear) { (void)ear; }
static void nothing_at(struct ear *ear, str cursor) { (void)ear, (void)cursor; }
static void nothing_resync(struct ear *ear, enum resync why, str cursor) { (void)ear, (void)why, (void)cursor; }
static const struct mouth mouth = { .deliver = deliver, .live = nothing_at, .resync = nothing_resync, .gone = gone, .doubt = nothing,
                                    .slow = nothing, .lost = nothing };

static struct listener *opened(ctx *c, id who, const char *topic, str cursor, bool content)
{
    struct listener *l = arena_new(&c->arena, struct listener);
    str one = str_of(topic ? topic : "");
    struct ear_wish wish = { .account = who, .session = ctx_new_id(c), .topics = { &one, topic ? 1 : 0 }, .cursor = cursor,
                             .content = content };
    struct ear_opened opened;

    expect_ok(ear_open(c, &l->ear, &mouth, &wish, &opened));
    expect_eq(opened.refused.n, 0);
    return l;
}

struct listener *listens(ctx *c, id who, const char *topic, str cursor) { return opened(c, who, topic, cursor, false); }
struct listener *listens_to_content(ctx *c, id who, const char *topic, str cursor) { return opened(c, who, topic, cursor, true); }

str heard(const struct listener *l) { return (str){ l->text, l->n }; }

struct wanted { const struct listener *l; str what; };

static bool hears(ctx *c, const void *arg)
{
    const struct wanted *w = arg;

    (void)c;
    return str_find(heard(w->l), w->what) >= 0;
}

void expect_heard(ctx *c, struct listener *l, str what)
{
    expect_soon(c, hears, &(struct wanted){ l, what });
    size_t past = (size_t)str_find(heard(l), what) + what.n;
    memmove(l->text, l->text + past, l->n - past);
    l->n -= past;
}

void expect_unheard(ctx *c, struct listener *l, id who, str what)
{
    str group = arena_format(&c->arena, "\"channel_joined\",\"channelId\":\"%lld\"", (long long)a_channel(c, who, "group").v);

    expect_soon(c, hears, &(struct wanted){ l, group });
    expect(str_find(str_to(heard(l), (size_t)str_find(heard(l), group)), what) < 0);
    expect_heard(c, l, group);
}
