#include "runtime/switch.h"
#include "base/types.h"

void stack_begin(void);              /* not a function to call: the first return address of a fresh stack */

#if defined __x86_64__
__asm__(".text\n"
        ".globl stack_switch\n.type stack_switch,@function\n.p2align 4\n"
        "stack_switch:\n.cfi_startproc\n"
        " endbr64\n"
        " pushq %rbp\n pushq %rbx\n pushq %r12\n pushq %r13\n pushq %r14\n pushq %r15\n"
        " subq $8,%rsp\n stmxcsr (%rsp)\n fnstcw 4(%rsp)\n"
        " movq %rsp,(%rdi)\n movq %rsi,%rsp\n"
        " ldmxcsr (%rsp)\n fldcw 4(%rsp)\n addq $8,%rsp\n"
        " popq %r15\n popq %r14\n popq %r13\n popq %r12\n popq %rbx\n popq %rbp\n"
        " ret\n"
        ".cfi_endproc\n.size stack_switch,.-stack_switch\n"
        ".globl stack_begin\n.type stack_begin,@function\n"
        "stack_begin:\n.cfi_startproc\n.cfi_undefined rip\n.cfi_undefined rbp\n"
        " movq %rbx,%rdi\n xorl %ebp,%ebp\n call *%r12\n ud2\n"
        ".cfi_endproc\n.size stack_begin,.-stack_begin\n");

void *stack_prepare(void *top, void (*entry)(void *), void *arg)
{
    u64 *s = top;

    *--s = 0;                        /* these two keep the alignment that a call expects, and end a backtrace */
    *--s = 0;
    *--s = (u64)stack_begin;
    *--s = 0;                        /* rbp */
    *--s = (u64)arg;                 /* rbx */
    *--s = (u64)entry;               /* r12 */
    *--s = 0;                        /* r13 to r15 */
    *--s = 0;
    *--s = 0;
    *--s = 0x37full << 32 | 0x1f80;  /* x87 control word and mxcsr as a process finds them */
    return s;
}
#elif defined __aarch64__
__asm__(".text\n"
        ".globl stack_switch\n.type stack_switch,%function\n.p2align 4\n"
        "stack_switch:\n.cfi_startproc\n"
        " sub sp,sp,#176\n"
        " stp x19,x20,[sp]\n stp x21,x22,[sp,16]\n stp x23,x24,[sp,32]\n stp x25,x26,[sp,48]\n"
        " stp x27,x28,[sp,64]\n stp x29,x30,[sp,80]\n"
        " stp d8,d9,[sp,96]\n stp d10,d11,[sp,112]\n stp d12,d13,[sp,128]\n stp d14,d15,[sp,144]\n"
        " mrs x10,fpcr\n str x10,[sp,160]\n"
        " mov x9,sp\n str x9,[x0]\n mov sp,x1\n"
        " ldr x10,[sp,160]\n msr fpcr,x10\n"
        " ldp x19,x20,[sp]\n ldp x21,x22,[sp,16]\n ldp x23,x24,[sp,32]\n ldp x25,x26,[sp,48]\n"
        " ldp x27,x28,[sp,64]\n ldp x29,x30,[sp,80]\n"
        " ldp d8,d9,[sp,96]\n ldp d10,d11,[sp,112]\n ldp d12,d13,[sp,128]\n ldp d14,d15,[sp,144]\n"
        " add sp,sp,#176\n ret\n"
        ".cfi_endproc\n.size stack_switch,.-stack_switch\n"
        ".globl stack_begin\n.type stack_begin,%function\n"
        "stack_begin:\n.cfi_startproc\n.cfi_undefined x30\n"
        " mov x0,x19\n mov x29,xzr\n blr x20\n brk #0\n"
        ".cfi_endproc\n.size stack_begin,.-stack_begin\n");

void *stack_prepare(void *top, void (*entry)(void *), void *arg)
{
    u64 *s = (u64 *)top - 22;

    for (int i = 0; i < 22; i++)
        s[i] = 0;
    s[0] = (u64)arg;                 /* x19 */
    s[1] = (u64)entry;               /* x20 */
    s[11] = (u64)stack_begin;        /* x30 */
    return s;
}
#else
#error "no stack switch for this processor: write one like those above"
#endif
