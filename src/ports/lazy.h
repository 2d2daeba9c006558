/*
 * Libraries that only some servers need: libpq if the store is PostgreSQL, libcurl if the
 * server makes calls. Each brings a dozen others, which cost memory and time at every
 * start, so they are not linked but loaded at their first use. For callers nothing
 * changes: each named function is a jump into the library.
 */
#pragma once
#include "base/err.h"

struct lazy_call { const char *name; void **at; };
struct lazy {
    const char *library, *what_for;
    const struct lazy_call *calls;   /* ended by a zero entry */
    _Atomic bool loaded;
};

/* Before the first call, on any thread, any number of times. ERR_UNAVAILABLE: the failure names what is not installed. */
err lazy_load(struct failure *, struct lazy *);

extern struct lazy lazy_libpq, lazy_libcurl;

#if defined __x86_64__
#define LAZY_JUMP(name) " endbr64\n jmp *lazy_at_" #name "(%rip)\n"
#elif defined __aarch64__
#define LAZY_JUMP(name) " adrp x16, lazy_at_" #name "\n ldr x16, [x16, #:lo12:lazy_at_" #name "]\n br x16\n"
#endif

/* The jump, and the pointer that it reads; then a row of the table. */
#define LAZY_CALL(name)                                                                                    \
    void *lazy_at_##name __attribute__((visibility("hidden")));                                            \
    __asm__(".text\n.globl " #name "\n.hidden " #name "\n.type " #name ",%function\n.p2align 4\n"          \
            #name ":\n.cfi_startproc\n" LAZY_JUMP(name) ".cfi_endproc\n.size " #name ",.-" #name "\n");
#define LAZY_ROW(name) { #name, &lazy_at_##name },
