/* probe_target: functions and statically defined probes to set programs on, in an executable at a
 * fixed address and in a shared library, neither of which needs a C library.
 *
 * The executable reads a byte at a time; for each it makes one round and writes 8 bytes, the value of
 * the semaphore. At the end of its input it ends.
 */
#include "probes.h"

#define EXPORT __attribute__((noinline, used, visibility("default")))

/* Counts those who wait for probe `guarded`; the kernel changes it. */
__attribute__((section(".probes"), used, visibility("hidden"))) volatile unsigned short
	target_guarded_semaphore;

struct data {
	long before;
	long values[8];
};

/* What the probes read; known to the tests. */
static volatile struct data data = {
	.before = -5,
	.values = {0x1122334455667788, -2, 3, 0x7fffffff80000001, 40, 50, 60, 70},
};

EXPORT long target_add(long a, long b)
{
	long sum = a + b;
	__asm__ volatile("" : "+r"(sum));
	return sum;
}

/* Every kind of argument but an index: constant, register of each size, memory. */
EXPORT void target_kinds(volatile long *values, long number, long byte, long word)
{
#if defined(__x86_64__)
	PROBE("target", "kinds", "0",
	      "-4@$-7 8@%%rdi -4@%%esi 1@%%dl -2@%%cx 8@(%%rdi) -4@8(%%rdi) -8@-8(%%rdi) 4@24(%%rdi) "
	      "8@$1311768467463790320",
	      "D"(values), "S"(number), "d"(byte), "c"(word));
#elif defined(__aarch64__)
	register volatile long *x0 __asm__("x0") = values;
	register long x1 __asm__("x1") = number;
	register long x2 __asm__("x2") = byte;
	register long x3 __asm__("x3") = word;
	PROBE("target", "kinds", "0",
	      "-4@-7 8@x0 -4@w1 1@w2 -2@w3 8@[x0] -4@[x0, 8] -8@[x0, -8] 4@[x0, 24] "
	      "8@1311768467463790320",
	      "r"(x0), "r"(x1), "r"(x2), "r"(x3));
#endif
}

/* Memory by a base and an index. */
EXPORT void target_indexed(volatile long *values, long index)
{
#if defined(__x86_64__)
	PROBE("target", "indexed", "0", "8@8(%%rdi,%%rsi,8) -4@(%%rdi,%%rsi,4) 8@%%rsi", "D"(values),
	      "S"(index));
#elif defined(__aarch64__)
	register volatile long *x0 __asm__("x0") = values;
	register long x1 __asm__("x1") = index;
	PROBE("target", "indexed", "0", "8@[x0, x1, lsl 3] -4@[x0, x1, lsl 2] 8@x1", "r"(x0), "r"(x1));
#endif
}

/* A probe with a semaphore, at two places of which the arguments stand in the same registers. */
EXPORT void target_guarded(long first, long second)
{
	if (!target_guarded_semaphore) return;
#if defined(__x86_64__)
	PROBE("target", "guarded", "target_guarded_semaphore", "8@%%rdi", "D"(first));
	PROBE("target", "guarded", "target_guarded_semaphore", "8@%%rdi", "D"(second));
#elif defined(__aarch64__)
	register long x0 __asm__("x0") = first;
	PROBE("target", "guarded", "target_guarded_semaphore", "8@x0", "r"(x0));
	x0 = second;
	PROBE("target", "guarded", "target_guarded_semaphore", "8@x0", "r"(x0));
#endif
}

/* A probe without arguments, and one that no program can read. */
EXPORT void target_bare(void)
{
	PROBE("target", "bare", "0", "");
#if defined(__x86_64__)
	PROBE("target", "unreadable", "0", "8f@%%xmm0");
#else
	PROBE("target", "unreadable", "0", "8f@d0");
#endif
}

EXPORT void target_round(void)
{
	target_add(40, 2);
	target_kinds(data.values, -3, 0x1f0, 0x18000);
	target_indexed(data.values, 3);
	target_guarded(11, 12);
	target_bare();
}

EXPORT long target_semaphore(void) { return target_guarded_semaphore; }

#ifdef LIBRARY
/* Versions of one name, and which of them a new program gets. */
EXPORT long versioned_1(void) { return target_add(1, 0); }
EXPORT long versioned_2(void) { return target_add(2, 0); }
__asm__(".symver versioned_1, target_versioned@TARGET_1");
__asm__(".symver versioned_2, target_versioned@@TARGET_2");

EXPORT __attribute__((weak)) long mixed_1(void) { return target_add(3, 0); }
EXPORT long mixed_2(void) { return target_add(4, 0); }
__asm__(".symver mixed_1, target_mixed@TARGET_1");
__asm__(".symver mixed_2, target_mixed@@TARGET_2");

/* A function that chooses what it is when it is bound. */
static long chosen(void) { return target_add(5, 0); }
static void *choose(void) { return (void *)chosen; }
EXPORT long target_chosen(void) __attribute__((ifunc("choose")));
#else
static long call(long number, long a, long b, long c)
{
#if defined(__x86_64__)
	long result;
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return result;
#elif defined(__aarch64__)
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
	return x0;
#endif
}

#if defined(__x86_64__)
enum { CALL_READ = 0, CALL_WRITE = 1, CALL_EXIT = 231 };
#elif defined(__aarch64__)
enum { CALL_READ = 63, CALL_WRITE = 64, CALL_EXIT = 94 };
#endif

__attribute__((noreturn, used)) void run(void)
{
	char byte;
	while (call(CALL_READ, 0, (long)&byte, 1) == 1) {
		target_round();
		long semaphore = target_semaphore();
		call(CALL_WRITE, 1, (long)&semaphore, sizeof semaphore);
	}
	for (;;) call(CALL_EXIT, 0, 0, 0);
}

__asm__(".globl _start\n"
	".type _start, %function\n"
	"_start:\n"
#if defined(__x86_64__)
	"xor %ebp, %ebp\n"
	"and $-16, %rsp\n"
	"call run\n"
#elif defined(__aarch64__)
	"bl run\n"
#endif
	".size _start, . - _start\n");
#endif
