#include "domain/comment/testbed.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5 };

static const struct capability *const capabilities[] = {
    &work_capability, &audit_capability, &account_capability, &graph_capability, &media_capability,
    &profile_capability, &reaction_capability,
    &poll_capability, &post_capability, &comment_capability, NULL
};
static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

struct house forum_open(void)
{
    return house_open((struct house_options){ .world = { .real_clock = true, .settings = unlimited }, .capabilities = capabilities });
}

void in_idle_forum(err (*run)(ctx *, void *))
{
    struct house h = house_open((struct house_options){ .world = { .real_clock = true, .settings = unlimited },
                                                        .capabilities = capabilities, .idle = true });
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

void in_forum(err (*run)(ctx *, void *))
{
    struct house h = forum_open();
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

/* ---- deeds ---- */

err comment_or_not(ctx *c, id me, id post, id parent, const char *content, id *out)
{
    struct comment_draft draft = { .content = { GIVEN, str_of(content) } };
    struct comment made;

    if (parent.v)
        draft.parent_comment_id = (maybe_str){ GIVEN, id_text(&c->arena, parent) };
    err e = comment_create(c, me, post, &draft, &made);
    *out = e == OK ? made.id : (id){ 0 };
    failure_begin(&c->failure, &c->arena);       /* each deed is a request of its own */
    return e;
}

id a_comment(ctx *c, id me, id post, id parent, const char *content)
{
    id out;

    expect_ok(comment_or_not(c, me, post, parent, content, &out));
    return out;
}

err delete_or_not(ctx *c, id me, id which)
{
    return comment_delete(c, &(struct caller){ .account = me }, which);
}

void deleted(ctx *c, id me, id which)
{
    expect_ok(delete_or_not(c, me, which));
}

void liked(ctx *c, id me, id which, bool likes)
{
    struct comment_tree tree;
    struct comment io;

    expect_ok(comment_get(c, me, which, COMMENTS_NEW, 0, &tree));
    comment_of(tree.at, (maybe_str){ .is = NULLED }, &io);
    expect_ok(comment_like(c, me, likes, &io));
    expect_eq(io.liked, likes);
}

struct planting { id me, post; size_t n; i64 (*parent)(size_t); id *out; struct planted_comment *all; };

static err plant(tx *t, void *arg)
{
    struct planting *p = arg;

    for (size_t i = 0; i < p->n; i++) {
        i64 above = p->parent(i);
        p->out[i] = tx_new_id(t);
        p->all[i] = (struct planted_comment){ .id = p->out[i], .post = p->post, .user = p->me, .content = S("x") };
        if (above >= 0) {
            p->all[i].parent = p->out[above];
            p->all[i].depth = p->all[above].depth + 1;
        }
    }
    return comments_plant(t, p->all, p->n);
}

void planted(ctx *c, id me, id post, size_t n, i64 (*parent)(size_t), id *out)
{
    struct planting p = { me, post, n, parent, out, arena_array(&c->arena, struct planted_comment, n) };

    expect_ok(transact(c, plant, &p));
    post_counts_forget(c->world, post);
}

/* ---- what is there ---- */

struct comment_tree page_of(ctx *c, id me, id post, id parent, struct comment_wish wish)
{
    struct comment_tree tree;

    expect_ok(comments_page(c, me, post, parent, &wish, &tree));
    return tree;
}

static void views_text(struct buf *b, const struct comment_view *views, size_t n, bool more)
{
    for (size_t i = 0; i < n; i++) {
        const struct comment_view *v = &views[i];
        buf_add(b, v->words->deleted ? S("-") : v->words->content);
        if (!v->n && !v->next.id.v)
            continue;
        buf_byte(b, '(');
        views_text(b, v->below, v->n, v->next.id.v != 0);
        buf_byte(b, ')');
    }
    if (more)
        buf_byte(b, '+');
}

str tree_text(ctx *c, id me, id post, enum comment_sort sort, i64 depth)
{
    struct comment_tree tree = page_of(c, me, post, (id){ 0 }, (struct comment_wish){ .sort = sort, .depth = depth, .limit = 100 });
    struct buf b = BUF_ON(&c->arena);

    views_text(&b, tree.at, tree.n, tree.next.id.v != 0);
    return buf_str(&b);
}

i64 comment_count(ctx *c, id post)
{
    struct post_view view;

    expect_ok(post_get(c, (id){ 0 }, post, &view));
    return view.counts.comment_count;
}

void expect_right(ctx *c)
{
    struct capability_check found = { 0 };

    expect_ok(comment_check(c, &found));
    expect_str(found.wrong, S(""));
}

void expect_soon(ctx *c, bool (*is)(ctx *, const void *), const void *arg)
{
    i64 end = loop_mono_ms(c->loop) + PATIENCE_MS;

    while (!is(c, arg)) {
        expect(loop_mono_ms(c->loop) < end);
        expect_ok(ctx_sleep(c, STEP_MS));
    }
}

void expect_tree(ctx *c, id me, id post, const char *text)
{
    expect_str(tree_text(c, me, post, COMMENTS_OLD, COMMENT_DEPTH_MOST), str_of(text));
}

struct tree_wanted { id me, post; str text; };

static bool tree_is(ctx *c, const void *arg)
{
    const struct tree_wanted *w = arg;

    return str_eq(tree_text(c, w->me, w->post, COMMENTS_OLD, COMMENT_DEPTH_MOST), w->text);
}

void expect_tree_soon(ctx *c, id me, id post, const char *text)
{
    expect_soon(c, tree_is, &(struct tree_wanted){ me, post, str_of(text) });
}

struct count_wanted { id post; i64 count; };

static bool count_is(ctx *c, const void *arg)
{
    const struct count_wanted *w = arg;

    return comment_count(c, w->post) == w->count;
}

void expect_count_soon(ctx *c, id post, i64 count)
{
    expect_soon(c, count_is, &(struct count_wanted){ post, count });
}
