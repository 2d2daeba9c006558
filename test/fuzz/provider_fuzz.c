/*
 * Input from and about providers. The first byte says what the rest is: the claims of an ID token, or the setting that
 * names providers. Claims are accepted only if they are for this client, by this issuer.
 */
#include <assert.h>
#include "base/arena.h"
#include "domain/oauth/oauth_own.h"
#include "runtime/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void read_claims(struct arena *a, struct failure *failure, str text)
{
    const struct id_token_wanted wanted = { S("https://sso.example"), S("kith"), S("nonce-1"), S("access-1"), 1800000000 };
    struct vouched v = { .email_verified = false };
    err e = id_claims_read(a, failure, &wanted, S("eyJhbGciOiJSUzI1NiJ9.e30.e30"), text, &v);

    assert(e == OK || e == ERR_SIGN_IN);
    assert(e != OK || (str_eq(v.issuer, wanted.issuer) && v.subject.n && str_find(text, S("\"aud\"")) >= 0));
}

static void read_setting(struct arena *a, struct failure *failure, str text)
{
    struct settings settings;
    struct providers all;

    settings_defaults(&settings, a);
    err e = settings_bring(&settings, failure, &oauth_settings_group);
    assert(e == OK);
    struct oauth_settings *s = (struct oauth_settings *)oauth_settings(&settings);
    s->openid_providers = s->openid_secrets = text;
    if (providers_read(&settings, a, failure, &all) != OK)
        return;
    for (size_t i = 0; i < all.n; i++)
        assert(all.at[i].name.n && all.at[i].client_id.n && secure_url(all.at[i].issuer));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    struct failure failure;

    if (!n)
        return 0;
    str rest = { (const char *)bytes + 1, n - 1 };
    failure_begin(&failure, &a);
    if (bytes[0] == 'c')
        read_claims(&a, &failure, rest);
    else
        read_setting(&a, &failure, rest);
    arena_close(&a);
    return 0;
}
