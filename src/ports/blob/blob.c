#include "ports/blob.h"
#include "base/str.h"
#include "ports/blob/disk.h"

enum { KEY_MOST = 200 };

static bool key_good(str key)
{
    bool good = key.n >= 1 && key.n <= KEY_MOST && key.p[0] != '/' && key.p[0] != '.' && !str_ends(key, S("/"));

    for (size_t i = 0; good && i < key.n; i++)
        good = (key.p[i] >= 'a' && key.p[i] <= 'z') || (key.p[i] >= '0' && key.p[i] <= '9') || str_find_byte(S("/._-"), key.p[i]) >= 0;
    return good && str_find(key, S("..")) < 0 && str_find(key, S("//")) < 0;
}

static err key_check(ctx *c, str key)
{
    if (!key_good(key))
        return fail_with(c, ERR_INVALID, "a blob's key is 1 to %d of a-z, 0-9, '/', '.', '_' and '-'.", KEY_MOST);
    return OK;
}

err blob_begin(ctx *c, str key, struct blob_writer **out)
{
    TRY(key_check(c, key));
    return c->world->blob->adapter->begin(c, key, out);
}

err blob_write(ctx *c, struct blob_writer *w, str part)
{
    return c->world->blob->adapter->write(c, w, part);
}

err blob_finish(ctx *c, struct blob_writer *w)
{
    return c->world->blob->adapter->finish(c, w);
}

err blob_drop(ctx *c, str key)
{
    TRY(key_check(c, key));
    return c->world->blob->adapter->drop(c, key);
}

err blob_hold(ctx *c, str key, struct blob_reader **out, struct blob_facts *facts)
{
    TRY(key_check(c, key));
    return c->world->blob->adapter->hold(c, key, out, facts);
}

err blob_read(ctx *c, struct blob_reader *r, i64 from, i64 most, str *out)
{
    return c->world->blob->adapter->read(c, r, from, most, out);
}

err blob_open(struct world *w, struct failure *failure, struct blob **out)
{
    return blob_disk_open(w, failure, out);
}

void blob_close(struct blob **blob)
{
    if (*blob)
        (*blob)->adapter->close(*blob);
    *blob = NULL;
}
