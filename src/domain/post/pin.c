/* Pins: up to five of one's own posts stand first on one's profile. */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

enum { PINS_MOST = 5 };

struct pinning { id me, which; bool pinned; };

static err pin_check(tx *t, const struct pinning *in, const struct post_row *row)
{
    post_listed_page pins;

    if (row->plain || row->visibility == VISIBLE_TO_NAMED)
        return tx_fail(t, &cannot_pin);
    TRY(q_posts_pinned_by(t, in->me, PINS_MOST, &pins));
    return pins.n < PINS_MOST ? OK : tx_fail_saying(t, &too_many_pins, "At most five posts can be pinned.");
}

static err pin(tx *t, void *arg)
{
    const struct pinning *in = arg;
    struct post_row row;

    TRY(account_acts_in(t, in->me));
    TRY(post_row_own(t, in->me, in->which, &row));
    if (in->pinned == (row.pinned.v != 0))
        return OK;
    if (in->pinned)
        TRY(pin_check(t, in, &row));
    TRY(q_post_pin_set(t, row.id, in->pinned ? tx_new_id(t) : (id){ 0 }));
    return event_tell(t, post_pinned, in->me, &(struct post_pinned_told){ row.id });
}

err post_pin(ctx *c, id me, id which, bool pinned, struct post *out)
{
    struct post_view view;

    TRY(post_get(c, me, which, &view));
    post_of(c, &view, out);
    out->pinned = pinned;
    return transact(c, pin, &(struct pinning){ me, which, pinned });
}
