/* A mouth that writes down what it hears (testbed.h). */
#include <stdatomic.h>
#include <stdio.h>
#include "base/json.h"
#include "base/memory.h"
#include "base/str.h"
#include "hub/hub_own.h"
#include "hub/testbed.h"

struct heard_said { str type; maybe_id choir_id; maybe_i64 seq, n; maybe_bool own; maybe_str words, cursor; };
static SHAPE(heard_said, FIELD(heard_said, type), FIELD_AS(heard_said, choir_id, "choirId"), FIELD(heard_said, seq), FIELD(heard_said, n),
             FIELD(heard_said, own), FIELD(heard_said, words), FIELD(heard_said, cursor));

static void note_add(struct pen *p, struct note n)
{
    if (p->n == p->size)
        p->notes = memory_resize(p->notes, (size_t)(p->size = p->size ? 2 * p->size : 16) * sizeof *p->notes);
    p->notes[p->n++] = n;
}

static void cursor_keep(struct pen *p, str cursor) { snprintf(p->cursor, sizeof p->cursor, STR_FMT, STR_ARG(cursor)); }

static struct note note_of(struct pen *p, const struct heard *h)
{
    struct log_cursor at = {0};
    struct heard_said said;
    struct failure failure;
    struct arena a;

    arena_init(&a, NULL, 0);
    failure_begin(&failure, &a);
    expect_ok(json_read(&a, &failure, h->json, &heard_said_shape, &said));
    expect_str(said.type, str_of(h->type));
    expect_str(said.cursor.v, h->cursor);
    expect(!h->cursor.n || log_cursor_read(h->cursor, &at));
    if (h->cursor.n)
        cursor_keep(p, h->cursor);
    struct note n = { str_of(h->type), said.choir_id.v.v, said.seq.v, at.position, at.part, said.own.v, said.words.is == GIVEN };
    arena_close(&a);
    return n;
}

static void frame_free(void *frame) { atomic_fetch_sub((_Atomic int *)frame, 1); }
static _Atomic int frames;

static bool deliver(struct ear *ear, struct heard *h)
{
    struct pen *p = CONTAINER(ear, struct pen, ear);

    if (!h->frames[1].frame) {
        atomic_fetch_add(&frames, 1);
        h->frames[1].frame = &frames;
        h->frames[1].drop = frame_free;
    }
    note_add(p, note_of(p, h));
    if (p->closes)
        ear_close(ear);
    p->room -= p->room > 0;
    return p->room != 0;
}

static _Atomic int lives;

static void live(struct ear *ear, str cursor)
{
    struct pen *p = CONTAINER(ear, struct pen, ear);
    struct log_cursor at;

    p->live++;
    p->live_at = atomic_fetch_add(&lives, 1);
    expect(log_cursor_read(cursor, &at));
    p->last_live = at.position;
}

static void resync(struct ear *ear, enum resync why, str cursor)
{
    struct pen *p = CONTAINER(ear, struct pen, ear);
    struct log_cursor at;

    p->resyncs++;
    p->why = why;
    expect(log_cursor_read(cursor, &at));
    p->last_live = at.position;
}

static void gone(struct ear *ear, str topic)
{
    struct pen *p = CONTAINER(ear, struct pen, ear);

    p->gone++;
    memory_free((void *)p->gone_topic.p);
    p->gone_topic = memory_copy(topic);
}

static void doubt(struct ear *ear) { CONTAINER(ear, struct pen, ear)->doubts++; }

static void slow(struct ear *ear)
{
    CONTAINER(ear, struct pen, ear)->slow++;
    ear_close(ear);
}

static void lost(struct ear *ear)
{
    CONTAINER(ear, struct pen, ear)->lost++;
    ear_close(ear);
}

static const struct mouth mouth = { 1, deliver, live, resync, gone, doubt, slow, lost };

static strs words_of(ctx *c, const char *words)
{
    str rest = str_of(words), word;
    strs out = {0};

    while (rest.n && str_cut(&rest, ' ', &word)) {
        ROOM_FOR_ONE(&c->arena, out.at, out.n);
        out.at[out.n++] = word;
    }
    return out;
}

void pen_open(ctx *c, struct pen *p, i64 account, const char *topic_words, const char *cursor)
{
    bool with_content = *topic_words == '+';
    struct ear_wish wish = { .account = { account }, .session = { account }, .topics = words_of(c, topic_words + with_content),
                             .cursor = str_of(cursor), .content = with_content };

    *p = (struct pen){ .room = -1 };
    expect_ok(ear_open(c, &p->ear, &mouth, &wish, &p->opened));
    cursor_keep(p, p->opened.cursor);
}

void pen_close(struct pen *p)
{
    ear_close(&p->ear);
    memory_free(p->notes);
    memory_free((void *)p->gone_topic.p);
    p->notes = NULL;
    p->gone_topic = (str){0};
    p->n = p->size = 0;
}

void pen_listen(ctx *c, struct pen *p, const char *topic)
{
    struct listened heard;

    expect_ok(ear_listen(c, &p->ear, str_of(topic), S(""), &heard));
    expect_str(heard.topic, str_of(topic));
}

err pen_await(ctx *c, struct pen *p, int n)
{
    for (int waited = 0; p->n < n; waited += 2) {
        if (waited > PATIENCE_MS)
            return ERR_TIMEOUT;
        TRY(ctx_sleep(c, 2));
    }
    return OK;
}

err pen_await_live(ctx *c, struct pen *p)
{
    for (int waited = 0; ear_is_open(&p->ear) && p->ear.resume; waited += 2) {
        if (waited > PATIENCE_MS)
            return ERR_TIMEOUT;
        TRY(ctx_sleep(c, 2));
    }
    return OK;
}

/* A mark comes after all that was told before it. */
err hub_settle(ctx *c)
{
    struct pen p;

    pen_open(c, &p, 424242, "", "");
    TRY(choir_doubt(c, 424242));
    TRY(pen_await(c, &p, 1));
    pen_close(&p);
    return OK;
}

void in_choir(err (*run)(ctx *, void *))
{
    atomic_store(&choir_failures, 0);
    atomic_store(&choir_faults, 0);
    atomic_store(&choir_gate, false);
    in_house_of(choir_capabilities, run);
    expect_eq(atomic_load(&frames), 0);
}
