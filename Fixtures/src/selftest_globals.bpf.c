/* selftest_globals: global data as a program sees it after loading. Each program
 * returns 0, or the line that failed. Userspace may set `answer` before loading and
 * `from_user` after, and read `to_user`.
 */
#include "bpf.h"
#include "test.h"

enum colour { RED, GREEN = 5, BLUE = -1 };

struct point {
	s16 x;
	s64 y;
	char name[5];
};

const volatile u32 answer = 42;
const volatile u32 expected_answer = 42;
const volatile bool yes = true;
const volatile enum colour colour = BLUE;
const volatile struct point origin = {-1, -(1LL << 40), "zero"};
const volatile u8 bytes[3] = {1, 2, 255};
static const volatile u64 hidden_constant = 0x0123456789abcdef;

u64 counter = 100;
s8 small = -128;
struct point moving = {1, 2, "move"};
static u32 private_counter = 5;
__hidden u32 hidden_counter = 6;
u32 in_own_section SEC(".data.own") = 9;
const volatile u32 constant_in_own_section SEC(".rodata.own") = 10;

u64 zero;
u32 zeros[100];
static u32 private_zero;
u64 from_user;
u64 to_user;

SEC("syscall")
int constants(void *ctx)
{
	CHECK(answer == expected_answer);
	CHECK(yes);
	CHECK(colour == BLUE);
	CHECK(origin.x == -1 && origin.y == -(1LL << 40));
	CHECK(origin.name[0] == 'z' && origin.name[3] == 'o' && origin.name[4] == 0);
	CHECK(bytes[0] == 1 && bytes[1] == 2 && bytes[2] == 255);
	CHECK(hidden_constant == 0x0123456789abcdef);
	CHECK(constant_in_own_section == 10);
	return 0;
}

/* Only the first time. */
SEC("syscall")
int initial_values(void *ctx)
{
	CHECK(counter == 100);
	CHECK(small == -128);
	CHECK(moving.x == 1 && moving.y == 2 && moving.name[3] == 'e');
	CHECK(private_counter == 5);
	CHECK(hidden_counter == 6);
	CHECK(in_own_section == 9);
	CHECK(zero == 0 && zeros[99] == 0 && private_zero == 0);
	return 0;
}

SEC("syscall")
int writes(void *ctx)
{
	u64 before = counter;

	counter += 1;
	private_counter = before;
	hidden_counter = before + 1;
	in_own_section = before + 2;
	zeros[99] = before + 3;
	private_zero = before + 4;
	moving.y = -3;
	moving.name[0] = 'M';
	barrier();
	CHECK(counter == before + 1);
	CHECK(private_counter == (u32)before);
	CHECK(hidden_counter == (u32)before + 1);
	CHECK(in_own_section == (u32)before + 2);
	CHECK(zeros[99] == (u32)before + 3 && zeros[98] == 0);
	CHECK(private_zero == (u32)before + 4);
	CHECK(moving.x == 1 && moving.y == -3);
	return 0;
}

/* Answers from_user with three times its value. */
SEC("syscall")
int talks_to_user(void *ctx)
{
	to_user = from_user * 3;
	return 0;
}

/* String constants, in .rodata.str1.1. */
SEC("syscall")
int strings(void *ctx)
{
	char text[8] = "swift";

	CHECK(bpf_strncmp(text, sizeof(text), "swift") == 0);
	CHECK(bpf_strncmp(text, sizeof(text), "swifts") < 0);
	CHECK(bpf_strncmp(text, sizeof(text), "") > 0);
	return 0;
}

LICENSE("GPL");
