/*
 * A fiber's memory is one mapping: a guard that faults, the stack, and at its top
 * the struct itself. The stack is entered once; a fiber that has ended waits in
 * the pool inside fiber_main and runs its next function from there, warm.
 */
#include "runtime/fiber.h"
#include <assert.h>
#include <stdio.h>
#include <sys/mman.h>
#include "base/list.h"
#include "base/memory.h"
#include "runtime/switch.h"
#ifdef __has_feature                 /* clang reports it differently */
#if __has_feature(address_sanitizer) && !defined __SANITIZE_ADDRESS__
#define __SANITIZE_ADDRESS__ 1
#elif __has_feature(thread_sanitizer) && !defined __SANITIZE_THREAD__
#define __SANITIZE_THREAD__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(low, high) 0
#define VALGRIND_STACK_DEREGISTER(id) ((void)(id))
#endif

enum {
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
    STACK = 256 * 1024,
#else
    STACK = 64 * 1024,
#endif
    GUARD = 16 * 1024,               /* wider than any frame: a fault, never a step across */
    MAPPINGS = 65530,                /* the kernel's standard limit for a process; a stack and its guard are two */
    MAPPINGS_SPARE = 8192,           /* for everything else: the heap dies where none is left */
    KEEP = 8,                        /* idle stacks that trimming leaves */
    COLOURS = 16                     /* tops of stacks differ, or they would all share the same few lines of the cache */
};

struct fiber {
    void *sp, *home_sp;              /* where it stopped; where its resumer stopped */
    void (*run)(void *);
    void *arg;
    bool ended;
    u64 parks;
    struct fiber_pool *pool;
    struct link link;                /* in the pool */
    char *map, *stack;
    size_t size;
    const void *thread;              /* which made it */
    unsigned valgrind;
    void *fake, *home_fake;          /* ASan: fake stacks, and the home stack's place */
    const void *home_stack;
    size_t home_size;
    void *tsan, *home_tsan;
};

/* Last in, first out: what is warm is used again, and what lies at the far end was not needed. */
struct fiber_pool {
    struct link idle;
    size_t idle_count, least_idle;   /* least: since the last trim */
    size_t alive, most, made;
};

static _Thread_local struct fiber *current;

static void enter(struct fiber *f)
{
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_start_switch_fiber(&f->home_fake, f->stack, f->size);
#endif
#ifdef __SANITIZE_THREAD__
    f->home_tsan = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(f->tsan, 0);
#endif
    stack_switch(&f->home_sp, f->sp);
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_finish_switch_fiber(f->home_fake, NULL, NULL);
#endif
}

static void arrive(struct fiber *f, void *fake)
{
    (void)f;
    (void)fake;
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_finish_switch_fiber(fake, &f->home_stack, &f->home_size);
#endif
}

/* `for_good`: it will not be entered again, and ASan may drop its fake stack. */
static void fiber_leave(struct fiber *f, bool for_good)
{
    (void)for_good;
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_start_switch_fiber(for_good ? NULL : &f->fake, f->home_stack, f->home_size);
#endif
#ifdef __SANITIZE_THREAD__
    __tsan_switch_to_fiber(f->home_tsan, 0);
#endif
    stack_switch(&f->sp, f->home_sp);
    arrive(f, f->fake);
}

static void fiber_main(void *arg)
{
    struct fiber *f = arg;

    assert(((uintptr_t)__builtin_frame_address(0) & 15) == 0);
    arrive(f, NULL);
    while (f->run) {
        f->run(f->arg);
        f->ended = true;
        fiber_leave(f, false);
    }
    fiber_leave(f, true);
    __builtin_trap();
}

static struct fiber *fiber_map(struct fiber_pool *p)
{
    size_t all = GUARD + STACK;
    char *map = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

    if (map == MAP_FAILED)
        return NULL;
    if (mprotect(map, GUARD, PROT_NONE) != 0) {
        munmap(map, all);
        return NULL;
    }
    size_t colour = p->made++ % COLOURS * 128;
    struct fiber *f = (struct fiber *)(void *)(map + all - ((sizeof *f + colour + 63) & ~(size_t)63));
    *f = (struct fiber){ .pool = p, .map = map, .stack = map + GUARD, .thread = &current };
    f->size = (size_t)((char *)f - f->stack);
    f->sp = stack_prepare(f, fiber_main, f);
    f->valgrind = VALGRIND_STACK_REGISTER(f->stack, (char *)f);
#ifdef __SANITIZE_THREAD__
    f->tsan = __tsan_create_fiber(0);
#endif
    p->alive++;
    return f;
}

static void fiber_unmap(struct fiber *f)
{
    f->pool->alive--;
#ifdef __SANITIZE_ADDRESS__
    f->run = NULL;
    enter(f);
    __asan_unpoison_memory_region(f->stack, f->size);
#endif
#ifdef __SANITIZE_THREAD__
    __tsan_destroy_fiber(f->tsan);
#endif
    VALGRIND_STACK_DEREGISTER(f->valgrind);
    munmap(f->map, GUARD + STACK);
}

size_t fiber_most(void)
{
    FILE *f = fopen("/proc/sys/vm/max_map_count", "re");
    size_t mappings = 0;

    if (!f || fscanf(f, "%zu", &mappings) != 1)
        mappings = MAPPINGS;
    if (f)
        fclose(f);
    return mappings > 2 * MAPPINGS_SPARE ? (mappings - MAPPINGS_SPARE) / 2 : MAPPINGS_SPARE / 2;
}

static struct fiber *idle_take(struct fiber_pool *p, struct link *l)
{
    list_remove(l);
    if (--p->idle_count < p->least_idle)
        p->least_idle = p->idle_count;
    return CONTAINER(l, struct fiber, link);
}

struct fiber_pool *fiber_pool_open(size_t most)
{
    struct fiber_pool *p = memory_new(struct fiber_pool);

    list_init(&p->idle);
    p->most = most;
    return p;
}

void fiber_pool_close(struct fiber_pool **pool)
{
    struct fiber_pool *p = *pool;

    while (!list_empty(&p->idle))
        fiber_unmap(idle_take(p, p->idle.next));
    assert(p->alive == 0);
    memory_free(p);
    *pool = NULL;
}

bool fiber_pool_trim(struct fiber_pool *p)
{
    size_t spare = p->least_idle > KEEP ? p->least_idle - KEEP : 0;

    for (size_t n = (spare + 1) / 2; n > 0; n--)
        fiber_unmap(idle_take(p, p->idle.prev));
    p->least_idle = p->idle_count;
    return p->idle_count > KEEP;
}

struct fiber *fiber_take(struct fiber_pool *p, void (*run)(void *), void *arg)
{
    struct fiber *f = NULL;

    if (!list_empty(&p->idle))
        f = idle_take(p, p->idle.next);
    else if (p->alive < p->most)
        f = fiber_map(p);
    if (!f) {
        if (p->alive == 0)           /* nobody would ever give one back */
            memory_out(STACK);
        return NULL;
    }
    f->run = run;
    f->arg = arg;
    f->ended = false;
    return f;
}

bool fiber_resume(struct fiber *f)
{
    assert(!current && f->thread == &current);
    current = f;
    enter(f);
    current = NULL;
    if (!f->ended)
        return false;
    list_add_last(f->pool->idle.next, &f->link);         /* in front of the first */
    f->pool->idle_count++;
    return true;
}

void fiber_park(struct fiber *f)
{
    assert(f == current);
    f->parks++;
    fiber_leave(f, false);
}

struct fiber *fiber_current(void)
{
    return current;
}

u64 fiber_switches(void)
{
    return current ? current->parks : 0;
}

size_t fiber_stack_left(void)
{
    return current ? (size_t)((char *)__builtin_frame_address(0) - current->stack) : SIZE_MAX;
}
