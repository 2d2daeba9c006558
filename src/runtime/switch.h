/*
 * The bare change of stacks: what the ABI says a call preserves goes on the stack
 * that is left, with the floating-point modes. No system call (swapcontext makes
 * one for the signal mask). Only fiber.c uses this.
 */
#pragma once

/* Leaves this stack, noting in `left` where it stopped, and goes on at `to`. */
void stack_switch(void **left, void *to);

/* Where a fresh stack is entered: the first switch to it calls `entry(arg)`, which never returns. `top` is a multiple of 16. */
void *stack_prepare(void *top, void (*entry)(void *), void *arg);
