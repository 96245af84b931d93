/* isa: every instruction that the assembler of clang 21 knows, in its own notation; for the
 * disassembler, and not to be run: no verifier would take most of it.
 *
 * fixture-flags: -mcpu=v4
 */
#include "bpf.h"

#define EACH_WIDTH(op)                                                                             \
	"r1 " op " r2\n"                                                                           \
	"r3 " op " 4\n"                                                                            \
	"r5 " op " -6\n"                                                                           \
	"w7 " op " w8\n"                                                                           \
	"w9 " op " 2147483647\n"                                                                   \
	"w0 " op " -2147483648\n"

SEC("?socket") __attribute__((naked)) int arithmetic(void)
{
	asm volatile(EACH_WIDTH("+=")
		     EACH_WIDTH("-=")
		     EACH_WIDTH("*=")
		     EACH_WIDTH("/=")
		     EACH_WIDTH("s/=")
		     EACH_WIDTH("|=")
		     EACH_WIDTH("&=")
		     EACH_WIDTH("<<=")
		     EACH_WIDTH(">>=")
		     EACH_WIDTH("%=")
		     EACH_WIDTH("s%=")
		     EACH_WIDTH("^=")
		     EACH_WIDTH("s>>=")
		     EACH_WIDTH("=")
		     "r1 = -r1\n"
		     "w2 = -w2\n"
		     "exit\n");
}

SEC("?socket") __attribute__((naked)) int moves(void)
{
	asm volatile("r1 = (s8)r2\n"
		     "r3 = (s16)r4\n"
		     "r5 = (s32)r6\n"
		     "w7 = (s8)w8\n"
		     "w9 = (s16)w0\n"
		     "r1 = le16 r1\n"
		     "r2 = le32 r2\n"
		     "r3 = le64 r3\n"
		     "r4 = be16 r4\n"
		     "r5 = be32 r5\n"
		     "r6 = be64 r6\n"
		     "r7 = bswap16 r7\n"
		     "r8 = bswap32 r8\n"
		     "r9 = bswap64 r9\n"
		     "r1 = addr_space_cast(r2, 0, 1)\n"
		     "r3 = addr_space_cast(r4, 1, 0)\n"
		     "r1 = 0 ll\n"
		     "r2 = 0x123456789abcdef0 ll\n"
		     "r3 = -1 ll\n"
		     "exit\n");
}

SEC("?socket") __attribute__((naked)) int memory(void)
{
	asm volatile("r1 = *(u8 *)(r2 + 1)\n"
		     "r3 = *(u16 *)(r4 - 2)\n"
		     "r5 = *(u32 *)(r6 + 32767)\n"
		     "r7 = *(u64 *)(r10 - 32768)\n"
		     "r1 = *(s8 *)(r2 + 0)\n"
		     "r3 = *(s16 *)(r4 + 2)\n"
		     "r5 = *(s32 *)(r6 - 4)\n"
		     "*(u8 *)(r1 + 0) = r2\n"
		     "*(u16 *)(r3 + 2) = r4\n"
		     "*(u32 *)(r5 + 4) = r6\n"
		     "*(u64 *)(r10 - 8) = r8\n"
		     "*(u8 *)(r1 + 0) = 1\n"
		     "*(u16 *)(r2 + 2) = -1\n"
		     "*(u32 *)(r3 + 4) = 2147483647\n"
		     "*(u64 *)(r10 - 8) = -2147483648\n"
		     "r0 = *(u8 *)skb[0]\n"
		     "r0 = *(u16 *)skb[12]\n"
		     "r0 = *(u32 *)skb[26]\n"
		     "r0 = *(u8 *)skb[r7]\n"
		     "r0 = *(u16 *)skb[r8]\n"
		     "r0 = *(u32 *)skb[r9]\n"
		     "exit\n");
}

SEC("?socket") __attribute__((naked)) int atomics(void)
{
	asm volatile("lock *(u32 *)(r1 + 0) += w2\n"
		     "lock *(u64 *)(r1 + 8) += r2\n"
		     "lock *(u32 *)(r1 + 0) |= w2\n"
		     "lock *(u64 *)(r1 + 8) |= r2\n"
		     "lock *(u32 *)(r1 + 0) &= w2\n"
		     "lock *(u64 *)(r1 + 8) &= r2\n"
		     "lock *(u32 *)(r1 + 0) ^= w2\n"
		     "lock *(u64 *)(r1 + 8) ^= r2\n"
		     "w3 = atomic_fetch_add((u32 *)(r1 + 0), w3)\n"
		     "r3 = atomic_fetch_add((u64 *)(r1 + 8), r3)\n"
		     "w3 = atomic_fetch_or((u32 *)(r1 + 0), w3)\n"
		     "r3 = atomic_fetch_or((u64 *)(r1 + 8), r3)\n"
		     "w3 = atomic_fetch_and((u32 *)(r1 + 0), w3)\n"
		     "r3 = atomic_fetch_and((u64 *)(r1 + 8), r3)\n"
		     "w3 = atomic_fetch_xor((u32 *)(r1 + 0), w3)\n"
		     "r3 = atomic_fetch_xor((u64 *)(r1 + 8), r3)\n"
		     "w4 = xchg32_32(r1 + 0, w4)\n"
		     "r4 = xchg_64(r1 + 8, r4)\n"
		     "w0 = cmpxchg32_32(r1 + 0, w0, w5)\n"
		     "r0 = cmpxchg_64(r1 + 8, r0, r5)\n"
		     "w6 = load_acquire((u8 *)(r1 + 0))\n"
		     "w6 = load_acquire((u16 *)(r1 + 2))\n"
		     "w6 = load_acquire((u32 *)(r1 + 4))\n"
		     "r6 = load_acquire((u64 *)(r1 - 8))\n"
		     "store_release((u8 *)(r1 + 0), w7)\n"
		     "store_release((u16 *)(r1 + 2), w7)\n"
		     "store_release((u32 *)(r1 + 4), w7)\n"
		     "store_release((u64 *)(r1 - 8), r7)\n"
		     "exit\n");
}

#define EACH_OPERAND(op)                                                                           \
	"if r1 " op " r2 goto +1\n"                                                                \
	"if r3 " op " -4 goto +0\n"                                                                \
	"if w5 " op " w6 goto -1\n"                                                                \
	"if w7 " op " 8 goto -3\n"

SEC("?socket") __attribute__((naked)) int jumps(void)
{
	asm volatile(EACH_OPERAND("==")
		     EACH_OPERAND(">")
		     EACH_OPERAND(">=")
		     EACH_OPERAND("&")
		     EACH_OPERAND("!=")
		     EACH_OPERAND("s>")
		     EACH_OPERAND("s>=")
		     EACH_OPERAND("<")
		     EACH_OPERAND("<=")
		     EACH_OPERAND("s<")
		     EACH_OPERAND("s<=")
		     "goto +1\n"
		     "goto -2\n"
		     "gotol +1\n"
		     "gotol -2\n"
		     "may_goto +1\n"
		     "may_goto -2\n"
		     "call 1\n"
		     "call 211\n"
		     "callx r3\n"
		     "exit\n");
}

LICENSE("GPL");
