/* Shared by the files of this capability. */
#pragma once
#include "domain/draft/draft.h"

struct draft_row { id user_id, id, changed; str words; i64 publish_at; maybe_str problem; };
typedef PAGE(draft_row) draft_row_page;
struct draft_tally { i64 n; };
extern const struct shape draft_row_shape, draft_tally_shape;

err draft_words_read(ctx *, const struct draft_row *, size_t n, struct post_draft *out);     /* without media that are gone */
ids draft_media(struct arena *, const struct post_draft *);
err draft_row_read(ctx *, id me, id which, struct draft_row *out);   /* ERR_NOT_FOUND draft_not_found */

/* publish.c */
err draft_job_set(tx *, const struct draft_row *);           /* for its time; none: it goes */
extern const struct job_kind draft_jobs[];
