/*
 * Blobs on the disk of this machine. A blob is a file below DATA/blobs, in one of 256
 * folders by the hash of its key; the key's slashes become '+', so that no key is the
 * folder of another. What comes after a '-' does not count for the hash: pieces of one
 * thing lie together, and their list is one folder's. A blob gets its name only once it is
 * whole and synced, so that a reader finds all of it or nothing, and it never changes
 * afterwards: another of the same key is another file. Earlier versions had 256 folders in
 * each folder; what is there is found too. Every touch of the disk is on the task pool;
 * what the kernel knows without it is asked on the loop.
 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "ports/blob/own.h"
#include "ports/files.h"
#include "runtime/settings.h"

enum { COPY_STEP = 16 << 20, COPY_BUFFER = 1 << 20, FOLDERS = 256, PATH_OF_FD = 32 };

/* rooted: the folders whose names are durable. */
struct disk { struct blob blob; str folder; _Atomic bool rooted[FOLDERS]; };

static struct disk *disk_of(struct blob *b) { return CONTAINER(b, struct disk, blob); }
static str folder_of(struct blob *b) { return disk_of(b)->folder; }

/* One errand to the disk: a task's input and its result. */
struct errand {
    struct disk *disk;
    str folder;                      /* of all blobs */
    const char *path, *earlier;      /* of the blob; as earlier versions had it */
    unsigned place;
    int fd, copy;
    str fresh;                       /* of the copy, until it is in its place */
    i64 size, at;
    bool linked;                     /* the file has its place */
    struct blob_facts facts;
    i64 free;
    err result;
    int why;                         /* errno */
};

static u64 place_of(str key)
{
    ptrdiff_t dash = str_find_byte(key, '-');

    return str_hash(dash < 0 ? key : str_to(key, (size_t)dash)) >> 48;
}

static struct errand errand_of(ctx *c, struct blob *b, str key)
{
    u64 place = place_of(key);
    str folder = folder_of(b), name = arena_copy(&c->arena, key);
    struct errand e = { .disk = disk_of(b), .folder = folder, .place = (unsigned)(place >> 8), .fd = -1, .copy = -1 };

    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/')
            ((char *)name.p)[i] = '+';
    e.path = arena_format(&c->arena, STR_FMT "/%02x/" STR_FMT "%c", STR_ARG(folder), e.place, STR_ARG(name), '\0').p;
    e.earlier = arena_format(&c->arena, STR_FMT "/%02x/%02x/" STR_FMT "%c", STR_ARG(folder), e.place, (unsigned)(place & 0xff),
                             STR_ARG(name), '\0').p;
    return e;
}

static void errand_failed(struct errand *e)
{
    e->why = errno;
    e->result = err_of_errno(errno);
}

static err errand_run(ctx *c, struct errand *e, void (*work)(void *))
{
    TRY(ctx_task(c, TASK_QUICK, work, e));
    if (e->result != OK && e->result != ERR_NOT_FOUND)
        failure_cause(&c->failure, "%s: %s", e->path, strerror(e->why));
    return e->result;
}

/* ---- a place for an open file ---- */

/* `path` without its last part, in place. */
static char *path_up(char *path)
{
    *strrchr(path, '/') = '\0';
    return path;
}

/* Syncs what leads to the file from the blobs' own folder; that of all folders only until it has been once. */
static bool folders_sync(struct errand *e)
{
    str copy = memory_copy((str){ e->path, strlen(e->path) + 1 });
    bool good = folder_sync(path_up((char *)copy.p)) && (e->disk->rooted[e->place] || folder_sync(e->folder.p));
    int why = errno;

    e->disk->rooted[e->place] = e->disk->rooted[e->place] || good;
    memory_free((void *)copy.p);
    errno = why;
    return good;
}

static bool folder_make_for(const char *target)
{
    str copy = memory_copy((str){ target, strlen(target) + 1 });
    bool good = folder_make(path_up((char *)copy.p));
    int why = errno;

    memory_free((void *)copy.p);
    errno = why;
    return good;
}

static str fresh_path(str folder)
{
    enum { NAME = sizeof "/new/0123456789abcdef" };
    char *p = memory_alloc(folder.n + NAME);
    u64 draw;

    random_bytes(&draw, sizeof draw);
    memcpy(p, folder.p, folder.n);
    snprintf(p + folder.n, NAME, "/new/%016llx", (unsigned long long)draw);
    return (str){ p, folder.n + NAME - 1 };
}

/* Under a name for a moment, since a link replaces nothing. The lock says to other processes that it is somebody's. */
static bool link_over(str folder, int fd, const char *self, const char *target)
{
    str fresh = fresh_path(folder);
    bool good = flock(fd, LOCK_SH) == 0 && linkat(AT_FDCWD, self, AT_FDCWD, fresh.p, AT_SYMLINK_FOLLOW) == 0;

    if (good) {
        good = rename(fresh.p, target) == 0;
        int why = errno;
        unlink(fresh.p);             /* there still if it was that very file already */
        errno = why;
    }
    memory_free((void *)fresh.p);
    return good;
}

static bool file_link(str folder, int fd, const char *target)
{
    char self[PATH_OF_FD];

    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, self, AT_FDCWD, target, AT_SYMLINK_FOLLOW) == 0 ||
           (errno == EEXIST && link_over(folder, fd, self, target));
}

/* A nameless file, or one of the blobs, which never change: it may have another name. */
static bool linkable(const struct errand *e)
{
    char self[PATH_OF_FD], path[2048];
    struct stat facts;

    if (fstat(e->fd, &facts) != 0 || facts.st_size != e->size)
        return false;
    if (facts.st_nlink == 0)
        return true;
    snprintf(self, sizeof self, "/proc/self/fd/%d", e->fd);
    ssize_t n = readlink(self, path, sizeof path);
    return n > 0 && str_starts((str){ path, (size_t)n }, e->folder) && path[e->folder.n] == '/';
}

static void link_work(void *arg)
{
    struct errand *e = arg;

    if (!linkable(e))
        return;
    if (fsync(e->fd) != 0 || !folder_make_for(e->path)) {
        errand_failed(e);
        return;
    }
    e->linked = file_link(e->folder, e->fd, e->path);
    if (e->linked ? !folders_sync(e) : errno == ENOSPC || errno == EDQUOT)
        errand_failed(e);
}

/* ---- copies, where no link can be made ---- */

static void copy_begin_work(void *arg)
{
    struct errand *e = arg;

    e->copy = open(e->fresh.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (e->copy < 0 || flock(e->copy, LOCK_EX) != 0)
        errand_failed(e);
}

/* One buffer's worth; false: there is no more of it, or errno says why. */
static bool copy_some(struct errand *e, char *buffer, i64 until)
{
    i64 left = until - e->at;
    ssize_t n = pread(e->fd, buffer, (size_t)(left < COPY_BUFFER ? left : COPY_BUFFER), e->at);

    if (n < 0 && errno == EINTR)
        return true;
    if (n == 0)
        errno = EIO;                 /* shorter than its size */
    if (n <= 0 || !file_write_all(e->copy, (str){ buffer, (size_t)n }))
        return false;
    e->at += n;
    return true;
}

static void copy_step_work(void *arg)
{
    struct errand *e = arg;
    char *buffer = memory_alloc(COPY_BUFFER);
    i64 until = e->at + COPY_STEP < e->size ? e->at + COPY_STEP : e->size;

    while (e->at < until && e->result == OK)
        if (!copy_some(e, buffer, until))
            errand_failed(e);
    memory_free(buffer);
}

static void copy_end_work(void *arg)
{
    struct errand *e = arg;

    if (fsync(e->copy) != 0 || !folder_make_for(e->path) || rename(e->fresh.p, e->path) != 0 || !folders_sync(e))
        errand_failed(e);
}

static err copy_steps(ctx *c, struct errand *e)
{
    TRY(errand_run(c, e, copy_begin_work));
    while (e->at < e->size)
        TRY(errand_run(c, e, copy_step_work));
    return errand_run(c, e, copy_end_work);
}

static err file_copy(ctx *c, struct errand *e)
{
    e->fresh = fresh_path(e->folder);
    err result = copy_steps(c, e);
    if (e->copy >= 0) {
        if (result != OK)
            unlink(e->fresh.p);
        close(e->copy);
    }
    memory_free((void *)e->fresh.p);
    return result;
}

static err disk_put(ctx *c, struct blob *b, str key, int fd, i64 size)
{
    struct errand e = errand_of(c, b, key);

    e.fd = fd;
    e.size = size;
    TRY(errand_run(c, &e, link_work));
    return e.linked ? OK : file_copy(c, &e);
}

/* Syncs the folder too: a dropped blob must not be back after a power cut. */
static void path_drop(struct errand *e, const char *path)
{
    if (unlink(path) != 0) {
        if (errno != ENOENT)
            errand_failed(e);
        return;
    }
    str copy = memory_copy((str){ path, strlen(path) + 1 });
    if (!folder_sync(path_up((char *)copy.p)))
        errand_failed(e);
    memory_free((void *)copy.p);
}

static void drop_work(void *arg)
{
    struct errand *e = arg;

    path_drop(e, e->path);
    path_drop(e, e->earlier);
}

static err disk_drop(ctx *c, struct blob *b, str key)
{
    struct errand e = errand_of(c, b, key);

    return errand_run(c, &e, drop_work);
}

/* ---- reading ---- */

static struct blob_facts facts_of(const struct stat *facts)
{
    return (struct blob_facts){ facts->st_size, { (i64)facts->st_mtim.tv_sec * 1000 + facts->st_mtim.tv_nsec / 1000000 } };
}

static void file_work(void *arg)
{
    struct errand *e = arg;
    struct stat facts;

    e->fd = open(e->path, O_RDONLY | O_CLOEXEC);
    if (e->fd < 0 && errno == ENOENT)
        e->fd = open(e->earlier, O_RDONLY | O_CLOEXEC);
    if (e->fd < 0 || fstat(e->fd, &facts) != 0)
        errand_failed(e);
    else
        e->facts = facts_of(&facts);
}

static void look_work(void *arg)
{
    struct errand *e = arg;
    struct stat facts;

    if (stat(e->path, &facts) != 0 && (errno != ENOENT || stat(e->earlier, &facts) != 0))
        errand_failed(e);
    else
        e->facts = facts_of(&facts);
}

static err disk_look(ctx *c, struct blob *b, str key, struct blob_facts *facts)
{
    struct errand e = errand_of(c, b, key);
    err result = errand_run(c, &e, look_work);

    *facts = e.facts;
    return result;
}

/* What the kernel's caches alone can open; false: it has to be asked in full. */
static bool file_at_hand(struct errand *e)
{
    struct open_how how = { .flags = O_RDONLY | O_CLOEXEC, .resolve = RESOLVE_CACHED };
    struct stat facts;

    e->fd = (int)syscall(SYS_openat2, AT_FDCWD, e->path, &how, sizeof how);
    if (e->fd < 0 || fstat(e->fd, &facts) != 0)
        return false;
    e->facts = facts_of(&facts);
    return true;
}

static err disk_file(ctx *c, struct blob *b, str key, i64 most, int *fd, struct blob_facts *facts)
{
    struct errand e = errand_of(c, b, key);

    (void)most;
    ctx_chaos(c);
    err result = file_at_hand(&e) ? OK : errand_run(c, &e, file_work);
    if (e.fd >= 0)
        spool_close_later(c, e.fd);
    *fd = e.fd;
    *facts = e.facts;
    return result;
}

/* ---- all of them ---- */

/* Collects the least keys; `bound` is the greatest that can still be among them once there are more than enough. */
struct listing {
    struct arena *arena;             /* of the fiber, which waits and so does not use it */
    str folder, prefix, after, bound;
    int which;                       /* of the folders */
    struct blob_entry *at;
    size_t n, most;
};

static int entry_cmp(const void *a, const void *b)
{
    return str_cmp(((const struct blob_entry *)a)->key, ((const struct blob_entry *)b)->key);
}

static void listing_cut(struct listing *l)
{
    qsort(l->at, l->n, sizeof *l->at, entry_cmp);
    if (l->n <= l->most)
        return;
    l->n = l->most;
    l->bound = l->at[l->n - 1].key;
}

static bool listed(const struct listing *l, str key)
{
    return str_starts(key, l->prefix) && str_cmp(key, l->after) > 0 && (!l->bound.n || str_cmp(key, l->bound) < 0) && blob_key_good(key);
}

static void entry_look(struct listing *l, int folder, char *name)
{
    str key = str_of(name);
    struct stat facts;

    for (size_t i = 0; i < key.n; i++)
        name[i] = name[i] == '+' ? '/' : name[i];
    if (!listed(l, key))
        return;
    key = arena_copy(l->arena, key);
    for (char *p = name; *p; p++)
        *p = *p == '/' ? '+' : *p;
    if (fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(facts.st_mode))
        return;
    l->at[l->n++] = (struct blob_entry){ key, facts.st_size, facts_of(&facts).changed_at };
    if (l->n == 2 * l->most)
        listing_cut(l);
}

static void folder_look(struct listing *l, DIR *d, bool earlier);

/* A folder in a folder: of earlier versions. */
static void inner_look(struct listing *l, int in, const char *name)
{
    int fd = openat(in, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;

    if (!d && fd >= 0)
        close(fd);
    if (!d)
        return;
    folder_look(l, d, true);
    closedir(d);
}

static void folder_look(struct listing *l, DIR *d, bool earlier)
{
    for (struct dirent *e; (e = readdir(d));) {
        if (!earlier && e->d_name[0] != '.' && strlen(e->d_name) == 2)
            inner_look(l, dirfd(d), e->d_name);
        entry_look(l, dirfd(d), e->d_name);
    }
}

static void list_work(void *arg)
{
    struct listing *l = arg;
    const char *path = arena_format(l->arena, STR_FMT "/%02x%c", STR_ARG(l->folder), (unsigned)l->which, '\0').p;
    DIR *d = opendir(path);

    if (!d)
        return;
    folder_look(l, d, false);
    closedir(d);
}

static err folders_look(ctx *c, struct listing *l, str prefix)
{
    if (str_find_byte(prefix, '-') >= 0) {
        l->which = (int)(place_of(prefix) >> 8);
        return ctx_task(c, TASK_QUICK, list_work, l);
    }
    for (l->which = 0; l->which < FOLDERS; l->which++)
        TRY(ctx_task(c, TASK_QUICK, list_work, l));
    return OK;
}

static err disk_list(ctx *c, struct blob *b, str prefix, str after, i64 most, blob_entry_page *out)
{
    struct listing l = { .arena = &c->arena, .folder = folder_of(b), .prefix = prefix, .after = after, .most = (size_t)most };

    assert(most > 0);
    l.at = arena_array(&c->arena, struct blob_entry, 2 * l.most);
    TRY(folders_look(c, &l, prefix));
    listing_cut(&l);
    *out = (blob_entry_page){ .at = l.at, .n = l.n };
    return OK;
}

/* ---- the disk ---- */

static void room_work(void *arg)
{
    struct errand *e = arg;
    struct statvfs facts;

    if (statvfs(e->path, &facts) != 0)
        errand_failed(e);
    else
        e->free = (i64)facts.f_bavail * (i64)facts.f_frsize;
}

static err disk_room(ctx *c, struct blob *b, i64 *free)
{
    struct errand e = { .path = folder_of(b).p, .earlier = "" };
    err result = errand_run(c, &e, room_work);

    *free = e.free;
    return result;
}

static err disk_answers(ctx *c, struct blob *b)
{
    i64 free;

    return disk_room(c, b, &free);
}

static void disk_close(struct blob *b)
{
    struct disk *d = CONTAINER(b, struct disk, blob);

    memory_free((void *)d->folder.p);
    memory_free(d);
}

static const struct blob_adapter disk_adapter = {
    .name = "disk",
    .put = disk_put,
    .drop = disk_drop,
    .look = disk_look,
    .file = disk_file,
    .list = disk_list,
    .room = disk_room,
    .answers = disk_answers,
    .close = disk_close,
};

/* The kernel's name for it, as links of open files show it. */
static str folder_real(str folder)
{
    char *real = realpath(folder.p, NULL);
    str copy = memory_copy(real ? (str){ real, strlen(real) + 1 } : (str){ folder.p, folder.n + 1 });

    free(real);
    return str_to(copy, copy.n - 1);
}

err blob_disk_open(struct world *w, struct failure *failure, struct blob **out)
{
    str folder = arena_format(failure->arena, STR_FMT "/blobs%c", STR_ARG(w->settings->data), '\0');
    struct disk *d = memory_new(struct disk);

    d->blob.adapter = &disk_adapter;
    d->folder = folder_real(str_to(folder, folder.n - 1));
    *out = &d->blob;
    return OK;
}
