#include "base/arena.h"
#include "base/base64.h"
#include "crypto/jwt.h"
#include "kit/test.h"

static str token_by(struct arena *a, const char *alg)
{
    str header = base64url_text(a, arena_format(a, "{\"typ\":\"JWT\",\"alg\":\"%s\"}", alg));

    return arena_format(a, STR_FMT ".e30.c2ln", STR_ARG(header));
}

/* The access token of OpenID Connect's own example (Core, appendix A.3) and its at_hash there; the others by coreutils. */
TEST(the_half_hash_goes_with_the_algorithm)
{
    static const struct { const char *alg; str half; } known[] = {
        { "RS256", S("77QmUPtjPfzWtF2AnpK9RQ") },
        { "ES256", S("77QmUPtjPfzWtF2AnpK9RQ") },
        { "PS256", S("77QmUPtjPfzWtF2AnpK9RQ") },
        { "RS384", S("jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs") },
        { "ES384", S("jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs") },
        { "RS512", S("q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM") },
        { "EdDSA", S("q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM") },
    };
    str access = S("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
    struct arena a;

    arena_init(&a, NULL, 0);
    for (size_t i = 0; i < COUNT(known); i++) {
        expect(jwt_half_hash_fits(&a, token_by(&a, known[i].alg), access, known[i].half));
        expect(!jwt_half_hash_fits(&a, token_by(&a, known[i].alg), S("another"), known[i].half));
    }
    arena_close(&a);
}

TEST(what_is_no_token_or_of_no_known_algorithm_fits_nothing)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    expect(!jwt_half_hash_fits(&a, S(""), S("x"), S("")));
    expect(!jwt_half_hash_fits(&a, S("e30"), S("x"), S("")));
    expect(!jwt_half_hash_fits(&a, token_by(&a, "none"), S("x"), S("")));
    expect(!jwt_half_hash_fits(&a, token_by(&a, "HS256"), S("x"), S("LXEWQrcmsEQBYnyp-6wy9Q")));
    arena_close(&a);
}
