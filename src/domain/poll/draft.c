/* What a poll may be: the members of a draft and the rules between them. */
#include "base/problems.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/poll/poll_own.h"

static const char *const results_words[] = { "always", "voted", "ended", NULL };

SHAPE(poll_draft,
    FIELD(poll_draft, options,    .min = POLL_OPTIONS_LEAST, .max = POLL_OPTIONS_MOST, .doc = "All different, of 1 to 100 characters each"),
    FIELD(poll_draft, multiple,   .doc = "Whether one may choose several; false if left out"),
    FIELD(poll_draft, expires_in, .min = POLL_LEAST_S, .max = POLL_MOST_S, .doc = "Seconds from now; a day if no end is given"),
    FIELD(poll_draft, expires_at, .doc = "Instead: the time of its end, 5 seconds to 30 days from now"),
    FIELD(poll_draft, results,    .words = results_words,
          .doc = "When numbers are shown: always (if left out), to those who have voted, or once it has ended"));

#define MEMBER(name) S("poll." name)

static bool length_fits(str option)
{
    return option.n && (option.n <= POLL_OPTION_LENGTH || utf8_length(option) <= POLL_OPTION_LENGTH);
}

static bool has_before(strs all, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(all.at[k], all.at[i]))
            return true;
    return false;
}

static void options_check(struct failure *f, strs options)
{
    const struct problem *wrong = options.n < POLL_OPTIONS_LEAST ? &too_short : options.n > POLL_OPTIONS_MOST ? &too_long : NULL;

    for (size_t i = 0; i < options.n && !wrong; i++)
        wrong = !length_fits(options.at[i]) ? &option_length : has_before(options, i) ? &options_alike : NULL;
    if (wrong)
        (void)failure_field(f, MEMBER("options"), wrong);
}

static void results_check(struct failure *f, const maybe_str *results)
{
    if (results->is != GIVEN)
        return;
    for (const char *const *w = results_words; *w; w++)
        if (str_eq(results->v, str_of(*w)))
            return;
    (void)failure_field(f, MEMBER("results"), &not_one_of);
}

static void end_check(struct failure *f, const struct poll_draft *d, when now)
{
    i64 lasts_ms = d->expires_at.v.ms - now.ms;

    if (d->expires_in.is == GIVEN && d->expires_at.is == GIVEN)
        (void)failure_field(f, MEMBER("expires_at"), &two_ends);
    else if (d->expires_in.is == GIVEN && (d->expires_in.v < POLL_LEAST_S || d->expires_in.v > POLL_MOST_S))
        (void)failure_field(f, MEMBER("expires_in"), &end_out_of_range);
    else if (d->expires_at.is == GIVEN && (lasts_ms < POLL_LEAST_S * 1000 || lasts_ms > (i64)POLL_MOST_S * 1000))
        (void)failure_field(f, MEMBER("expires_at"), &end_out_of_range);
}

err poll_draft_check(struct failure *f, const struct poll_draft *d, when now)
{
    options_check(f, d->options);
    results_check(f, &d->results);
    end_check(f, d, now);
    return f->fields ? ERR_INVALID : OK;
}
